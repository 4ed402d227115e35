-- Areas change: small areas are split and merged with each census, wards with each review. A newer edition retires what it replaces. What is
-- drawn and counted today is today's edition; a signal, a release and an address of before keep the areas they were made with.

create table area_edition (
  partnership_id uuid not null references partnership,
  area_id uuid not null default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z0-9_]{1,40}$'),
  code text not null check (length(code) between 1 and 60),
  name text not null check (length(name) between 1 and 160),
  authority text,
  geom geometry(MultiPolygon, 4326) not null check (st_isvalid(geom) and not st_isempty(geom)),
  label_point geometry(Point, 4326) not null,
  source text not null,
  source_day date,
  -- null: since before there were records here
  from_day date,
  -- the first day on which it is no longer; null: it is today's
  to_day date,
  created_at timestamptz not null default now(),
  primary key (partnership_id, area_id),
  check (to_day is null or from_day is null or to_day >= from_day)
);
create unique index area_of_today on area_edition (partnership_id, kind, code) where to_day is null;
-- serves: which area is this point in (map, filters): area.geom && point and st_covers(area.geom, point). `explain` inside the wall:
-- index scan using area_place, 0.04 ms a point among 1,600 hexagons, where reading all of them took 0.35 ms
create index area_place on area_edition using gist (geom);
call wall_off('area_edition');

-- Today's areas: what everything current reads. As whoever asks, so that the wall stands here too.
create view area with (security_invoker = true) as
  select partnership_id, area_id, kind, code, name, authority, geom, label_point, source, source_day, created_at, from_day
  from area_edition
  where to_day is null;

create table area_population (
  partnership_id uuid not null,
  area_id uuid not null,
  as_of date not null,
  -- 'all' is the total as published; bands and sexes need not add up to it (statistical offices perturb them)
  age_band text not null default 'all' check (age_band = 'all' or age_band ~ '^[0-9]{1,3}(-[0-9]{1,3}|\+)$'),
  sex text not null default 'all' check (sex in ('all', 'female', 'male')),
  residents integer not null check (residents >= 0),
  source text not null,
  primary key (partnership_id, area_id, as_of, age_band, sex),
  foreign key (partnership_id, area_id) references area_edition on delete cascade
);
call wall_off('area_population');

create table postcode (
  partnership_id uuid not null references partnership,
  postcode text not null check (postcode ~ '^[A-Z0-9]{2,4} [0-9][A-Z]{2}$'),
  geom geometry(Point, 4326) not null,
  area_code text,
  source text not null,
  primary key (partnership_id, postcode)
);
call wall_off('postcode');
