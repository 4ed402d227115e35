-- Job runs (once only over several nodes), the nights' frozen snapshots, and signals with their versions.

create table job_run (
  partnership_id uuid not null references partnership,
  job text not null check (job in ('nightly')),
  night date not null,
  state text not null default 'asked' check (state in ('asked', 'running', 'done', 'failed')),
  asked_at timestamptz not null default now(),
  started_at timestamptz,
  -- a run whose lease has passed was killed: another node may take it up
  lease_until timestamptz,
  finished_at timestamptz,
  attempts integer not null default 0,
  -- facts recorded after this moment are left out when the night is run again
  first_started_at timestamptz,
  snapshot_hash text,
  snapshot_gzip bytea,
  result_hash text,
  -- [{stream, detector, cases, note}] : what each check could judge
  summary jsonb,
  failure text,
  primary key (partnership_id, job, night)
);
create index job_run_state on job_run (state, lease_until) where state in ('asked', 'running');
call wall_off('job_run');

create table signal (
  partnership_id uuid not null references partnership,
  signal_id uuid not null,
  detector text not null check (detector in ('D2', 'D3')),
  stream text not null check (stream in ('deaths', 'reversals', 'toxicology')),
  first_night date not null,
  peak_p_value double precision not null check (peak_p_value > 0 and peak_p_value <= 1),
  peak_tier text not null check (peak_tier in ('notify', 'watch', 'notice')),
  -- as of the latest night that was run
  state text not null check (state in ('new', 'updated', 'quiet', 'closed', 'merged')),
  last_found_night date not null,
  merged_into uuid,
  merged_on date,
  current_version integer not null,
  created_at timestamptz not null default now(),
  primary key (partnership_id, signal_id),
  foreign key (partnership_id, merged_into) references signal (partnership_id, signal_id),
  check ((merged_into is null) = (merged_on is null))
);
call wall_off('signal');

create table signal_version (
  partnership_id uuid not null,
  signal_id uuid not null,
  version integer not null check (version >= 1),
  night date not null,
  tier text not null check (tier in ('notify', 'watch', 'notice')),
  is_renotified boolean not null,
  p_value double precision not null check (p_value > 0 and p_value <= 1),
  recurrence_interval_days double precision,
  statistic double precision,
  observed integer not null check (observed >= 1),
  expected double precision not null check (expected >= 0),
  first_day date not null,
  last_day date not null,
  case_ids uuid[] not null,
  area_ids uuid[] not null,
  substance_codes text[] not null,
  centre geometry(Point, 4326),
  radius_metres double precision check (radius_metres >= 0),
  sentence text not null,
  -- what the sentence was made from: statistic, replicas, seed, windows, what was ruled out, what is still to come
  evidence jsonb not null,
  -- what changed since the version before; null for the first
  changes jsonb,
  -- what the next night needs to know it by: kinds, cases, areas, what people were last told
  identity jsonb not null,
  primary key (partnership_id, signal_id, version),
  unique (partnership_id, signal_id, night),
  foreign key (partnership_id, signal_id) references signal,
  check (first_day <= last_day),
  check ((centre is null) = (radius_metres is null))
);
-- serves: the signals of a night, and those that overlap a period
create index signal_version_night on signal_version (partnership_id, night desc, signal_id);
call wall_off('signal_version');
revoke update, delete on signal_version from vigil_app;
