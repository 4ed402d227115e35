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

-- Written by the national check and by nothing else.
call hold_writes_to_purpose('border_cluster', 'national detection');
call hold_writes_to_purpose('border_cluster_night', 'national detection');
call hold_writes_to_purpose('border_look', 'national detection');

-- Of which streams an agreement lets the partnerships that are its parties see exact counts of a cluster that crosses their border.
alter table sharing_agreement add column border_clusters text[] not null default '{}'
  constraint border_cluster_stream_is_known check (border_clusters <@ array['deaths', 'reversals']);
