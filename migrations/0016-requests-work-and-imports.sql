-- What the server remembers between requests, and what takes longer than one.

-- An answer that is remembered holds what was recorded: it is its own user's, and gone after a day.
create table idempotency_key (
  partnership_id uuid not null references partnership,
  key text not null check (length(key) between 1 and 200),
  operation text not null,
  body_hash text not null,
  status integer not null,
  headers jsonb not null,
  answer jsonb not null,
  user_id text default current_setting('vigil.user_id', true),
  created_at timestamptz not null default now(),
  primary key (partnership_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);
call wall_off('idempotency_key');
create policy own_answers_only on idempotency_key as restrictive to vigil_app
  using (user_id is null or user_id = (select current_setting('vigil.user_id', true))
    or (select current_purpose()) = 'carry out the retention schedule')
  with check (user_id = (select current_setting('vigil.user_id', true)));
call hold_requests_only('idempotency_key');

create function forget_old_answers() returns void
  language sql security definer set search_path = public, pg_temp
  begin atomic
    delete from idempotency_key where partnership_id = current_partnership_id() and created_at < now() - interval '24 hours';
  end;
revoke all on function forget_old_answers from public;
grant execute on function forget_old_answers to vigil_app;

-- Work: whatever takes longer than a request. It is asked for in the transaction that has a reason for it, taken up by whichever process gets
-- to it, and done once: a process that is killed keeps it only until its lease has passed, and nothing it was about to write is written by
-- two (server/work).
create table work (
  partnership_id uuid not null references partnership on delete cascade,
  work_id uuid not null default gen_random_uuid(),
  kind text not null check (
    kind in ('import', 'release', 'retention', 'night', 'night_preview', 'monthly_report', 'national')),
  -- which of its kind: asked for again it is the same piece
  subject text not null,
  -- what is needed to do it
  asked jsonb not null default '{}',
  asked_by text not null default current_setting('vigil.user_id', true),
  asked_at timestamptz not null default now(),
  -- of what is asked for at once, which is done first
  place_in_queue bigint not null generated always as identity,
  -- not taken up before: when it was asked for, or after a failure some time later
  due_at timestamptz not null default now(),
  state text not null default 'asked' check (state in ('asked', 'running', 'done', 'failed')),
  -- also says whose it is: whoever took it up as the second no longer writes once there is a third
  attempts integer not null default 0,
  started_at timestamptz,
  lease_until timestamptz,
  finished_at timestamptz,
  steps_done integer not null default 0,
  steps_total integer,
  -- why it failed; of a piece that waits, why it failed the last time
  failure text,
  -- what came of it, where it stands nowhere else
  result jsonb,
  primary key (partnership_id, work_id),
  unique (partnership_id, kind, subject),
  check ((state = 'running') = (lease_until is not null)),
  check ((state in ('done', 'failed')) = (finished_at is not null))
);
-- serves: what waits
create index work_waiting on work (partnership_id, kind, due_at) where state in ('asked', 'running');
-- serves: what each kind removed last, and what it removed at all
create index work_retention on work (partnership_id, (asked ->> 'kind'), (asked ->> 'ranOn') desc) where kind = 'retention';
call wall_off('work');
call hold_to_reach('work', $$kind = 'retention' and (select current_purpose()) = 'retention:read'$$);

-- Documents: bytes that are kept for a while, sealed with the key file, for whoever brought them and the work that reads them.
create table document (
  partnership_id uuid not null references partnership on delete cascade,
  document_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('import_file')),
  name text,
  sealed bytea not null,
  -- of a large one as much as is looked at beforehand
  sealed_beginning bytea,
  added_by text not null default current_setting('vigil.user_id', true),
  added_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours' check (expires_at <= added_at + interval '24 hours'),
  primary key (partnership_id, document_id)
);
-- serves: what is to go
create index document_expires on document (partnership_id, expires_at);
call wall_off('document');
call hold_to_reach('document', 'false');
-- read by whoever brought it, for what it was brought for; the keys seal it anew, and the clock removes it
create policy of_its_bringer on document as restrictive to vigil_app
  using ((select current_purpose()) in ('look after keys', 'carry out the retention schedule')
    or added_by = (select current_setting('vigil.user_id', true)) and (select current_purpose()) in ('import:read', 'import:write'))
  with check ((select current_purpose()) = 'look after keys'
    or added_by = (select current_setting('vigil.user_id', true)) and (select current_purpose()) in ('import:read', 'import:write'));

-- Imports: what came of a file, row by row, and mappings of columns and words that were kept.
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
  rows_left_out integer not null default 0,
  records_changed integer not null default 0,
  failure text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  undone_at timestamptz,
  primary key (partnership_id, import_id)
);
call wall_off('import_run');
call hold_to_reach('import_run', 'false');

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
call hold_to_reach('import_issue', 'false');

create table import_mapping (
  partnership_id uuid not null references partnership,
  subject text not null check (subject in ('deaths', 'naloxone')),
  name text not null check (length(name) between 1 and 80),
  -- by heading what a column is for, and how its words are read
  mapping jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (partnership_id, subject, name)
);
call wall_off('import_mapping');
