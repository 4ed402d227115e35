-- Naloxone products (reference), batches, supplies (in revisions) and single kits.

create table naloxone_product (
  code text primary key check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null unique,
  route text not null check (route in ('intramuscular', 'nasal', 'injection', 'unknown')),
  milligrams_per_dose double precision check (milligrams_per_dose > 0),
  doses_per_kit integer check (doses_per_kit > 0)
);
revoke insert, update, delete on naloxone_product from vigil_app;

create table naloxone_batch (
  partnership_id uuid not null references partnership,
  batch_id uuid not null default gen_random_uuid(),
  product_code text not null references naloxone_product,
  batch_number text not null check (length(batch_number) between 1 and 40),
  -- as printed; never inferred
  expires_on date not null,
  primary key (partnership_id, batch_id),
  unique (partnership_id, product_code, batch_number)
);
call wall_off('naloxone_batch');

create table naloxone_supply (
  partnership_id uuid not null references partnership,
  supply_id uuid not null default gen_random_uuid(),
  source text not null check (length(source) between 1 and 60),
  reference text not null check (length(reference) between 1 and 120),
  -- of what was first recorded: tells the same record sent again from another one with its reference
  first_content_hash text not null,
  current_revision integer not null default 1 check (current_revision >= 1),
  created_at timestamptz not null default now(),
  primary key (partnership_id, supply_id),
  unique (partnership_id, source, reference)
);
call wall_off('naloxone_supply');

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
