-- How many deaths and overdoses a run of a night knew; null of runs before this was kept.
alter table job_run add column records integer;

-- A night that ran when nothing was recorded yet runs anew once something is. The run it had stays here, byte for byte.
create table job_run_before (
  partnership_id uuid not null references partnership,
  job text not null check (job in ('nightly')),
  night date not null,
  attempts integer not null,
  first_started_at timestamptz,
  finished_at timestamptz,
  snapshot_hash text,
  snapshot_gzip bytea,
  result_hash text,
  summary jsonb,
  feeds jsonb,
  set_aside_at timestamptz not null default now(),
  primary key (partnership_id, job, night, attempts)
);
call wall_off('job_run_before');
call hold_to_reach('job_run_before', 'false');

-- "Run now": what tonight's run would find if nothing more came in. It tells nobody and writes no signal; the next one takes its place.
create table night_preview (
  partnership_id uuid not null references partnership,
  preview_id uuid not null default gen_random_uuid(),
  -- the run it looks ahead to
  night date not null,
  state text not null default 'asked' check (state in ('asked', 'running', 'done', 'failed')),
  asked_at timestamptz not null default now(),
  started_at timestamptz,
  -- a run whose lease has passed was killed: another node may take it up
  lease_until timestamptz,
  finished_at timestamptz,
  checks_done integer not null default 0,
  checks_total integer,
  failure text,
  -- see PreviewResult in server/contract/night-preview.ts
  result jsonb,
  primary key (partnership_id, preview_id)
);
-- asking twice is asking once
create unique index night_preview_waiting on night_preview (partnership_id) where state in ('asked', 'running');
call wall_off('night_preview');
call hold_to_reach('night_preview', 'false');
