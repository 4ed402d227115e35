-- What the server must remember between requests: idempotency keys, imports and their refused rows, saved column mappings.

create table idempotency_key (
  partnership_id uuid not null references partnership,
  key text not null check (length(key) between 1 and 200),
  operation text not null,
  body_hash text not null,
  status integer not null,
  headers jsonb not null,
  answer jsonb not null,
  created_at timestamptz not null default now(),
  primary key (partnership_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);
call wall_off('idempotency_key');

create table import_run (
  partnership_id uuid not null references partnership,
  import_id uuid not null default gen_random_uuid(),
  subject text not null check (subject in ('deaths', 'naloxone', 'areas', 'postcodes')),
  adapter text not null,
  file_name text,
  file_hash text not null,
  is_dry_run boolean not null,
  is_all_or_nothing boolean not null,
  state text not null default 'running' check (state in ('running', 'done', 'rolled_back', 'failed')),
  rows_read integer not null default 0,
  records_added integer not null default 0,
  records_already_there integer not null default 0,
  rows_refused integer not null default 0,
  rows_doubtful integer not null default 0,
  failure text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (partnership_id, import_id)
);
call wall_off('import_run');

create table import_issue (
  partnership_id uuid not null,
  import_id uuid not null,
  issue integer not null,
  row_number integer not null,
  column_name text,
  severity text not null check (severity in ('refused', 'doubtful')),
  value text,
  reason text not null,
  hint text not null,
  primary key (partnership_id, import_id, issue),
  foreign key (partnership_id, import_id) references import_run on delete cascade
);
call wall_off('import_issue');

create table import_mapping (
  partnership_id uuid not null references partnership,
  subject text not null check (subject in ('deaths', 'naloxone')),
  name text not null check (length(name) between 1 and 80),
  columns jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (partnership_id, subject, name)
);
call wall_off('import_mapping');
