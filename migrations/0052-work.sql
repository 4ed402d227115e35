-- Work: whatever takes longer than a request. It is asked for in the transaction that has a reason for it, taken up by whichever process gets
-- to it, and done once: a process that is killed keeps it only until its lease has passed, and nothing it was about to write is written by
-- two (server/work).
create table work (
  partnership_id uuid not null references partnership on delete cascade,
  work_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('import', 'release', 'retention', 'night_preview', 'monthly_report')),
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

-- What stood in tables of its own. Only the owner sees every partnership.
alter table release_run no force row level security;
alter table retention_run no force row level security;
alter table import_run no force row level security;
insert into work (partnership_id, kind, subject, asked, asked_by, asked_at, state, attempts, finished_at, result)
select partnership_id, 'release', kind || ' ' || year || ' ' || asked_on, jsonb_build_object('kind', kind, 'year', year, 'askedOn', asked_on),
  'timetable', asked_at, case state when 'running' then 'asked' else state end, attempts,
  case when state in ('done', 'failed') then coalesce(finished_at, asked_at) end,
  case when outcome is not null then jsonb_build_object('outcome', outcome) end
from release_run
order by asked_at, asked_on, year desc, kind;
drop table release_run;
insert into work (partnership_id, kind, subject, asked, asked_by, asked_at, state, attempts, started_at, finished_at, result)
select partnership_id, 'retention', kind || ' ' || ran_on, jsonb_build_object('kind', kind, 'ranOn', ran_on),
  'timetable', finished_at, 'done', 1, finished_at, finished_at, jsonb_build_object('removed', removed, 'held', held)
from retention_run
order by ran_on, kind;
drop table retention_run;
drop table night_preview;
-- What an import that was under way when this came had read is gone with its process.
update import_run set state = 'failed', finished_at = now(),
  failure = 'Vigil was stopped while this import ran. What had been added is kept; import the file again to add the rest.'
where state = 'running';
alter table import_run force row level security;
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
