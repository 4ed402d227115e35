-- Partnerships (tenants), their agencies and areas, and the wall between them.
-- Every tenant table carries partnership_id in its keys and a forced row-level security policy: a transaction that has not
-- said which partnership it works for (set_config('vigil.partnership_id', …, true)) sees no row.

create extension if not exists postgis;

do $$
begin
  if not exists (select from pg_roles where rolname = 'vigil_app') then
    create role vigil_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of the same cluster was migrated at once
end
$$;

do $$
begin
  execute format('grant vigil_app to %I', current_user);
exception when insufficient_privilege then
  if not pg_has_role(current_user, 'vigil_app', 'member') then raise; end if; -- an administrator has granted it beforehand
end
$$;

grant usage on schema public to vigil_app;
alter default privileges in schema public grant select, insert, update, delete on tables to vigil_app;
alter default privileges in schema public grant usage, select on sequences to vigil_app;

-- Behind row-level security an index serves only operators that are known to give nothing away. Comparing two bounding boxes cannot:
-- it never fails and says no more than its result. Without this the area of a point is found by reading every area.
do $$
begin
  alter function geometry_overlaps(geometry, geometry) leakproof;
exception when insufficient_privilege then
  raise notice 'not a superuser: run once "alter function geometry_overlaps(geometry, geometry) leakproof" for quick maps';
end
$$;

create function current_partnership_id() returns uuid
  language sql stable
  return nullif(current_setting('vigil.partnership_id', true), '')::uuid;

-- Called once for each tenant table, right after it is made.
create procedure wall_off(tenant_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy own_partnership_only on %s using (partnership_id = current_partnership_id()) with check (partnership_id = current_partnership_id())',
    tenant_table);
end
$$;

create table partnership (
  partnership_id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null check (length(name) between 1 and 120),
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  -- where the map opens and which shipped basemap lies under it; null: draw the partnership's own areas
  basemap text,
  is_synthetic boolean not null default false,
  -- a demonstration's own today, which stands still; null: the real day in time_zone
  pinned_today date check (pinned_today is null or is_synthetic),
  created_at timestamptz not null default now()
);
call wall_off('partnership');
-- Which partnerships there are is asked before one is chosen: by the owner of the database, never by the application's role.
do $$
begin
  execute format('create policy owner_administers on partnership to %I using (true) with check (true)', current_user);
end
$$;

create table agency (
  partnership_id uuid not null references partnership,
  agency_id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in (
    'public_health', 'drug_service', 'outreach', 'police', 'ambulance', 'hospital', 'pharmacy', 'prison', 'probation',
    'criminal_justice_team', 'housing', 'peer_network', 'coroner', 'council', 'voluntary', 'other')),
  created_at timestamptz not null default now(),
  primary key (partnership_id, agency_id),
  unique (partnership_id, name)
);
call wall_off('agency');

create table area (
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
  created_at timestamptz not null default now(),
  primary key (partnership_id, area_id),
  unique (partnership_id, kind, code)
);
-- serves: which area is this point in (map, filters): area.geom && point and st_covers(area.geom, point). `explain` inside the wall:
-- index scan using area_place, 0.04 ms a point among 1,600 hexagons, where reading all of them took 0.35 ms
create index area_place on area using gist (geom);
call wall_off('area');

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
  foreign key (partnership_id, area_id) references area on delete cascade
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
