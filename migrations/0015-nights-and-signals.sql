-- Nights with their frozen snapshots, signals with their versions, and what else is worked out of every case: for those who may see every case.

-- What a night is, beside its piece of work: what was known when it began, frozen, and what came of it. Kept for as long as its signals. The row
-- is made when a night begins, and says that it is done by its finished_at, in the transaction that publishes its signals. In `work` alone (as
-- a result) it would be one more copy of a snapshot that other figures read by its night.
create table night (
  partnership_id uuid not null references partnership,
  night date not null,
  -- facts recorded after this moment are left out when the night is run again
  first_started_at timestamptz not null default now(),
  finished_at timestamptz,
  snapshot_hash text,
  snapshot_gzip bytea,
  result_hash text,
  -- [{stream, detector, cases, note}] : what each check could judge
  summary jsonb,
  -- [{stream, source, problem, firstDay, lastDay, reports, expected, leftOut, sentence}] : sources that fell silent or sent a bulk at once
  feeds jsonb,
  -- what a desk expects to be told whatever the arithmetic, without the records it is made of
  plain_notices jsonb,
  -- how many deaths and overdoses it knew; null of runs before this was kept
  records integer,
  primary key (partnership_id, night)
);
call wall_off('night');
call hold_to_reach('night', 'false');

-- A night that ran when nothing was recorded yet runs anew once something is. The run it had stays here, byte for byte.
create table night_before (
  partnership_id uuid not null references partnership,
  night date not null,
  -- which time the night was run, counted over all its runs
  attempts integer not null,
  first_started_at timestamptz,
  finished_at timestamptz,
  snapshot_hash text,
  snapshot_gzip bytea,
  result_hash text,
  summary jsonb,
  feeds jsonb,
  set_aside_at timestamptz not null default now(),
  primary key (partnership_id, night, attempts)
);
call wall_off('night_before');
call hold_to_reach('night_before', 'false');

create table signal (
  partnership_id uuid not null references partnership,
  signal_id uuid not null,
  -- D1 rises, D2 places, D3 substances, D6 deaths beyond what neighbouring areas' own past leads one to expect
  detector text not null check (detector in ('D1', 'D2', 'D3', 'D6')),
  stream text not null check (stream in ('deaths', 'reversals', 'overdoses', 'toxicology')),
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
call hold_to_reach('signal', 'false');

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
  -- [{kind, text}] in their order (server/contract/signal-sentence.ts): a page says each at its place and takes no prose apart
  sentence jsonb not null check (jsonb_typeof(sentence) = 'array' and jsonb_array_length(sentence) > 0),
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
call hold_to_reach('signal_version', 'false');
revoke update, delete on signal_version from vigil_app;

-- What each signal turned out to be, as public health judged it: added to, never changed, so that no signal is dismissed silently and the
-- share of signals that were real can be told for each detector.
create table signal_judgement (
  partnership_id uuid not null,
  signal_id uuid not null,
  judgement integer not null check (judgement >= 1),
  -- the version that was judged: a signal may grow afterwards
  version integer not null,
  verdict text not null check (verdict in ('real', 'explained', 'false', 'unknown')),
  explanation text not null check (length(explanation) between 10 and 1000),
  judged_by text not null,
  judged_at timestamptz not null default now(),
  primary key (partnership_id, signal_id, judgement),
  foreign key (partnership_id, signal_id, version) references signal_version (partnership_id, signal_id, version)
);
call wall_off('signal_judgement');
call hold_to_reach('signal_judgement', 'false');
revoke update, delete on signal_judgement from vigil_app;

-- How near the nowcast came: every night, what would have been estimated at the ends of past months is held against what is known now.
create table nowcast_backtest (
  partnership_id uuid not null references partnership,
  night date not null,
  measure text not null check (measure in ('deaths', 'toxicology')),
  -- an object for each number of months between the month and the estimate: see NowcastLag in server/contract/nowcast.ts
  lags jsonb not null,
  -- serves: the latest night of a measure
  primary key (partnership_id, measure, night)
);
call wall_off('nowcast_backtest');
call hold_to_reach('nowcast_backtest', 'false');

-- What is worked out once in 28 nights and read until the next: areas with more deaths than their residents lead one to expect (D5), and
-- the smallest cluster that the nightly checks would notice here.
create table monthly_report (
  partnership_id uuid not null references partnership,
  kind text not null check (kind in ('area_excess', 'noticeable_size')),
  night date not null,
  -- see AreaExcess and NoticeableSizes in server/contract
  report jsonb not null,
  made_at timestamptz not null default now(),
  -- serves: the latest of a kind
  primary key (partnership_id, kind, night)
);
call wall_off('monthly_report');
call hold_to_reach('monthly_report', 'false');

-- A cluster of which a partnership has only a part: what the national check found over a border is written within the wall of each partnership
-- that has cases in it. Its own records stand here by their ids; of the others only their names, and how many in a band (server/disclosure/bands.ts).
create table border_cluster (
  partnership_id uuid not null references partnership on delete cascade,
  border_cluster_id uuid not null default gen_random_uuid(),
  stream text not null check (stream in ('deaths', 'reversals')),
  primary key (partnership_id, border_cluster_id)
);
call wall_off('border_cluster');
call hold_to_reach('border_cluster', 'false');
call hold_writes_to_purpose('border_cluster', 'national detection');

create table border_cluster_night (
  partnership_id uuid not null,
  border_cluster_id uuid not null,
  night date not null,
  tier text not null check (tier in ('notify', 'watch')),
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  case_ids uuid[] not null,
  -- events, as the check counts them: two reports of one are two records
  own_cases integer not null check (own_cases >= 1),
  area_names text[] not null check (cardinality(area_names) >= 1),
  -- [{name, low, high}]: never less than this story has told before
  neighbours jsonb not null check (jsonb_array_length(neighbours) >= 1),
  pooled_low integer not null check (pooled_low > own_cases),
  pooled_high integer not null check (pooled_high >= pooled_low),
  -- under sharing agreements in force between all of them
  is_exact boolean not null,
  primary key (partnership_id, border_cluster_id, night),
  foreign key (partnership_id, border_cluster_id) references border_cluster on delete cascade,
  -- the narrowest band, one neighbour with 1 to 9, holds nine numbers
  constraint border_cluster_is_a_band check (case when is_exact then pooled_low = pooled_high else pooled_high - pooled_low >= 8 end)
);
-- serves: the clusters of a night
create index border_cluster_night_night on border_cluster_night (partnership_id, night desc);
call wall_off('border_cluster_night');
call hold_to_reach('border_cluster_night', 'false');
call hold_writes_to_purpose('border_cluster_night', 'national detection');

-- That the national check looked at a night, and of what it had too little to go by here: quiet is not unlooked at.
create table border_look (
  partnership_id uuid not null references partnership on delete cascade,
  night date not null,
  looked_at timestamptz not null default now(),
  not_judged text[] not null default '{}' check (not_judged <@ array['deaths', 'reversals']),
  primary key (partnership_id, night)
);
call wall_off('border_look');
call hold_to_reach('border_look', 'false');
-- written by the national check and by nothing else, as the two above
call hold_writes_to_purpose('border_look', 'national detection');
