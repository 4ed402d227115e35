-- Released figures: what left case level, by tier. One release is one kind of event in one calendar year, as known on a fixed day; releases
-- of the same kind and year are a chain, since a later one must not be told apart from those before (server/disclosure).
-- Exact counts are not kept: the job that makes the next release counts those of an earlier one again, as known then.

-- Settles which figures are hidden for others' sake. It never changes and never leaves: only the job that makes releases may read it.
create table release_secret (
  partnership_id uuid primary key references partnership,
  secret bytea not null check (length(secret) = 32)
);
call wall_off('release_secret');
create policy for_making_releases_only on release_secret as restrictive
  using (current_setting('vigil.purpose', true) = 'make a release')
  with check (current_setting('vigil.purpose', true) = 'make a release');
revoke update, delete, truncate on release_secret from vigil_app;

create table release (
  partnership_id uuid not null references partnership,
  release_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('deaths', 'reversals', 'supplies')),
  year integer not null check (year between 1900 and 2200),
  -- its place in the chain; two that are made at once cannot both be the next
  sequence integer not null check (sequence >= 1),
  known_on date not null,
  -- facts recorded after this moment were not counted, so that the same counts can be made again
  recorded_until timestamptz not null,
  made_at timestamptz not null default now(),
  -- the areas and slices, and which records they count; that of the first release serves the whole chain
  grid jsonb not null,
  -- keyed by the secret: tells whether counting again gives the same, and nothing else
  counts_hash bytea not null,
  primary key (partnership_id, release_id),
  -- serves: the chain of a kind and year, in order
  unique (partnership_id, kind, year, sequence),
  check (known_on > make_date(year, 12, 31))
);
call wall_off('release');
revoke update, delete, truncate on release from vigil_app;

-- A tier that a release reached. None: held back, because all that could be told would have told on somebody; what stands is the one before.
create table release_tier (
  partnership_id uuid not null,
  release_id uuid not null,
  tier text not null check (tier in ('partnership', 'public')),
  -- the areas as this tier may know them, merged where they are too small
  areas jsonb not null,
  primary key (partnership_id, release_id, tier),
  foreign key (partnership_id, release_id) references release
);
call wall_off('release_tier');
revoke update, delete, truncate on release_tier from vigil_app;

create table release_cell (
  partnership_id uuid not null,
  release_id uuid not null,
  tier text not null,
  area text not null,
  slice text not null,
  members text[] not null,
  -- null: hidden, or not known
  count integer check (count >= 0),
  is_hidden boolean not null,
  is_rounded boolean not null,
  -- serves: the cells of one tier of one release
  primary key (partnership_id, release_id, tier, area, slice),
  foreign key (partnership_id, release_id, tier) references release_tier,
  check (not (is_hidden and count is not null)),
  check (not is_rounded or count is not null)
);
call wall_off('release_cell');
revoke update, delete, truncate on release_cell from vigil_app;
