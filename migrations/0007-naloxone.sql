-- Naloxone products (reference), batches, supplies (in revisions) and single kits.

create table naloxone_product (
  code text primary key check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null unique,
  route text not null check (route in ('intramuscular', 'nasal', 'injection', 'unknown')),
  milligrams_per_dose double precision check (milligrams_per_dose > 0),
  doses_per_kit integer check (doses_per_kit > 0)
);
revoke insert, update, delete on naloxone_product from vigil_app;

-- As `normaliseBatchNumber` in server/contract/text.ts.
create function batch_key(batch_number text) returns text
  language sql immutable strict parallel safe
  return upper(btrim(regexp_replace(normalize(batch_number, NFKC), '\s+', ' ', 'g')));

create table naloxone_batch (
  partnership_id uuid not null references partnership,
  batch_id uuid not null default gen_random_uuid(),
  product_code text not null references naloxone_product,
  batch_number text not null check (length(batch_number) between 1 and 40),
  -- as printed; never inferred
  expires_on date not null,
  -- of an expiry printed as a month its last day is stored
  expires_precision text not null default 'day' check (expires_precision in ('day', 'month')),
  -- somebody has said that this is the same batch as another one, typed differently; null again where they were wrong
  joined_into uuid check (joined_into <> batch_id),
  -- stood beside another spelling of itself when spellings were first compared
  is_double boolean not null default false,
  primary key (partnership_id, batch_id),
  unique (partnership_id, product_code, batch_number),
  foreign key (partnership_id, joined_into) references naloxone_batch (partnership_id, batch_id)
);
create unique index naloxone_batch_number_once on naloxone_batch (partnership_id, product_code, batch_key(batch_number)) where not is_double;
call wall_off('naloxone_batch');

create table naloxone_supply (
  partnership_id uuid not null references partnership,
  supply_id uuid not null default gen_random_uuid(),
  source text not null check (length(source) between 1 and 60),
  reference text not null check (length(reference) between 1 and 120),
  -- of what was first recorded: tells the same record sent again from another one with its reference
  first_content_hash text not null,
  current_revision integer not null default 1 check (current_revision >= 1),
  -- its agency sees it as its own
  entered_by_agency_id uuid default current_agency_id(),
  -- which import made it, and the last revision that wrote: beyond that somebody has amended it, and undoing leaves it
  import_id uuid,
  import_revision integer,
  is_undone boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (partnership_id, supply_id),
  unique (partnership_id, source, reference),
  foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id)
);
-- serves: what an import made
create index naloxone_supply_import on naloxone_supply (partnership_id, import_id) where import_id is not null;
call wall_off('naloxone_supply');
call hold_to_reach('naloxone_supply', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);

-- What hangs on a supply is seen with it, as with a death.
create function reaches_supply(a_partnership uuid, a_supply uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from naloxone_supply where partnership_id = a_partnership and supply_id = a_supply)';

create table naloxone_supply_revision (
  partnership_id uuid not null,
  supply_id uuid not null,
  revision integer not null check (revision >= 1),
  known_on date not null,
  known_on_assumed boolean not null default false,
  recorded_at timestamptz not null default now(),
  change_reason text check (length(change_reason) <= 400),

  is_withdrawn boolean not null default false,
  supplied_on date not null,
  agency_id uuid,
  site text check (length(site) <= 120),
  place geometry(Point, 4326),
  place_precision text not null default 'unknown' check (place_precision in ('exact', 'postcode', 'lsoa', 'town', 'unknown')),
  recipient_kind text not null check (recipient_kind in (
    'at_risk', 'family_or_friend', 'worker', 'peer_distributor', 'public_box', 'vehicle', 'unknown')),
  recipient_pseudonym text check (length(recipient_pseudonym) <= 60),
  product_code text not null references naloxone_product,
  batch_id uuid,
  kits integer not null check (kits between 1 and 10000),
  supply_kind text not null check (supply_kind in ('first', 'repeat', 'unknown')),
  reason text not null default 'unknown' check (reason in (
    'first', 'used', 'lost', 'expired', 'confiscated', 'damaged', 'spare', 'unknown')),
  expired_reason text check (length(expired_reason) <= 400),
  setting text not null default 'unknown' check (setting in (
    'outreach', 'custody', 'prison_release', 'needle_exchange', 'treatment_service', 'pharmacy', 'hospital', 'hostel',
    'click_and_deliver', 'training_session', 'other', 'unknown')),
  is_first_contact text not null default 'unknown' check (is_first_contact in ('yes', 'no', 'unknown')),
  training_given text not null default 'unknown' check (training_given in ('yes', 'no', 'unknown')),

  primary key (partnership_id, supply_id, revision),
  foreign key (partnership_id, supply_id) references naloxone_supply on delete cascade,
  foreign key (partnership_id, agency_id) references agency,
  foreign key (partnership_id, batch_id) references naloxone_batch,
  check ((place is null) = (place_precision = 'unknown')),
  check (supply_kind <> 'first' or reason in ('first', 'unknown')),
  check (known_on >= supplied_on or known_on_assumed)
);
-- serves: supplies by day within a partnership
create index naloxone_supply_revision_day on naloxone_supply_revision (partnership_id, supplied_on desc, supply_id);
call wall_off('naloxone_supply_revision');
call hold_to_reach('naloxone_supply_revision', 'reaches_supply(partnership_id, supply_id)');
revoke update, delete on naloxone_supply_revision from vigil_app;

create table naloxone_kit (
  partnership_id uuid not null references partnership,
  kit_id uuid not null default gen_random_uuid(),
  supply_id uuid,
  batch_id uuid,
  primary key (partnership_id, kit_id),
  foreign key (partnership_id, supply_id) references naloxone_supply,
  foreign key (partnership_id, batch_id) references naloxone_batch
);
call wall_off('naloxone_kit');
call hold_to_reach('naloxone_kit', 'reaches_supply(partnership_id, supply_id)');
