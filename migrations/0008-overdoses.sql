-- Overdose events, fatal or not: event 1–n person 1–n naloxone administration n–1 kit, in append-only revisions.

create table overdose (
  partnership_id uuid not null references partnership,
  overdose_id uuid not null default gen_random_uuid(),
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
  primary key (partnership_id, overdose_id),
  unique (partnership_id, source, reference),
  foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id)
);
-- serves: what an import made
create index overdose_import on overdose (partnership_id, import_id) where import_id is not null;
-- How many overdose events a list has is counted at each view, of all of a partnership's: from indexes alone, without the tables. In a
-- partnership of 20,000 among a million events that halves it (`explain`: index only scans, merged).
-- serves: which revision of each event is the current one; the agency is what the wall asks
create index overdose_current on overdose (partnership_id, overdose_id) include (current_revision, entered_by_agency_id);
call wall_off('overdose');
call hold_to_reach('overdose', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);

-- What hangs on an overdose event is seen with it, as with a death.
create function reaches_overdose(a_partnership uuid, an_overdose uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from overdose where partnership_id = a_partnership and overdose_id = an_overdose)';

create table overdose_revision (
  partnership_id uuid not null,
  overdose_id uuid not null,
  revision integer not null check (revision >= 1),
  known_on date not null,
  known_on_assumed boolean not null default false,
  recorded_at timestamptz not null default now(),
  change_reason text check (length(change_reason) <= 400),

  is_withdrawn boolean not null default false,
  event_day date not null,
  event_time time,
  time_precision text not null default 'unknown' check (time_precision in ('minute', 'hour', 'part_of_day', 'unknown')),
  part_of_day text check (part_of_day in ('overnight', 'morning', 'afternoon', 'evening')),
  place geometry(Point, 4326),
  place_precision text not null default 'unknown' check (place_precision in ('exact', 'postcode', 'lsoa', 'town', 'unknown')),
  town text check (length(town) <= 120),
  setting text not null default 'unknown' check (setting in (
    'own_home', 'others_home', 'shared_housing', 'hostel_or_supported', 'tent_or_street', 'public_toilet', 'vehicle', 'car_park',
    'beach_or_harbour', 'licensed_premises', 'festival', 'hotel', 'hospital', 'custody_suite', 'prison', 'approved_premises',
    'service_premises', 'pharmacy', 'workplace', 'education', 'other', 'prefer_not_to_say', 'unknown')),
  reporter_kind text not null default 'unknown' check (reporter_kind in (
    'peer', 'family_or_friend', 'police', 'outreach', 'hostel', 'ambulance', 'fire_service', 'pharmacy', 'prison', 'hospital', 'drug_service',
    'public', 'other', 'unknown')),
  agency_id uuid,
  ambulance_called text not null default 'unknown' check (ambulance_called in ('yes', 'no', 'unknown')),

  primary key (partnership_id, overdose_id, revision),
  foreign key (partnership_id, overdose_id) references overdose on delete cascade,
  foreign key (partnership_id, agency_id) references agency,
  check ((place is null) = (place_precision = 'unknown')),
  check ((event_time is not null) = (time_precision in ('minute', 'hour'))),
  check ((part_of_day is not null) = (time_precision = 'part_of_day')),
  check (known_on >= event_day or known_on_assumed)
);
-- serves: overdoses by day within a partnership
create index overdose_revision_day on overdose_revision (partnership_id, event_day desc, overdose_id);
-- serves: the overdose as known on a day (nightly snapshots)
create index overdose_revision_known on overdose_revision (partnership_id, known_on, overdose_id, revision);
-- serves: how many a list has, without those withdrawn
create index overdose_revision_withdrawn on overdose_revision (partnership_id, overdose_id, revision) include (is_withdrawn);
create index overdose_revision_place on overdose_revision using gist (place);
call wall_off('overdose_revision');
call hold_to_reach('overdose_revision', 'reaches_overdose(partnership_id, overdose_id)');
revoke update, delete on overdose_revision from vigil_app;

create table overdose_person (
  partnership_id uuid not null,
  overdose_id uuid not null,
  revision integer not null,
  person integer not null check (person >= 1),
  age_band text check (age_band ~ '^[0-9]{1,3}(-[0-9]{1,3}|\+)$'),
  sex text not null default 'unknown' check (sex in ('female', 'male', 'other', 'unknown')),
  naloxone_given text not null default 'unknown' check (naloxone_given in ('yes', 'no', 'unknown')),
  was_unresponsive text not null default 'unknown' check (was_unresponsive in ('yes', 'no', 'unknown')),
  opioid_plausible text not null default 'unknown' check (opioid_plausible in ('yes', 'no', 'unknown')),
  outcome text not null default 'unknown' check (outcome in (
    'recovered_stayed', 'recovered_left', 'taken_by_ambulance_alive', 'hospital_later_known_alive', 'died_at_scene', 'died_later',
    'unknown', 'not_an_overdose')),
  outcome_evidence text not null default 'unknown' check (outcome_evidence in (
    'seen_by_reporter', 'told_by_person', 'told_by_third_party', 'confirmed_by_service', 'unknown')),
  death_id uuid,
  primary key (partnership_id, overdose_id, revision, person),
  foreign key (partnership_id, overdose_id, revision) references overdose_revision on delete cascade,
  foreign key (partnership_id, death_id) references death,
  check (death_id is null or outcome in ('died_at_scene', 'died_later'))
);
-- serves: events with a reversal, a death, nobody given naloxone
create index overdose_person_outcome on overdose_person (partnership_id, overdose_id, revision) include (naloxone_given, outcome);
call wall_off('overdose_person');
call hold_to_reach('overdose_person', 'reaches_overdose(partnership_id, overdose_id)');
revoke update, delete on overdose_person from vigil_app;

create table overdose_person_substance (
  partnership_id uuid not null,
  overdose_id uuid not null,
  revision integer not null,
  person integer not null,
  -- one of the substances of a person, numbered within it
  taken integer not null check (taken >= 1),
  -- one that is not in the tree is kept as it was written, as of a death
  substance_code text references substance,
  not_in_tree text check (length(not_in_tree) between 1 and 120),
  placed_from text check (length(placed_from) between 1 and 120),
  as_written text check (length(as_written) <= 200),
  primary key (partnership_id, overdose_id, revision, person, taken),
  foreign key (partnership_id, overdose_id, revision, person) references overdose_person on delete cascade,
  check ((substance_code is null) <> (not_in_tree is null)),
  check (placed_from is null or substance_code is not null)
);
create unique index overdose_person_substance_once on overdose_person_substance (
  partnership_id, overdose_id, revision, person, coalesce(substance_code, ''), coalesce(not_in_tree, ''));
-- serves: filter a list or a map of overdoses by substance
create index overdose_person_substance_code on overdose_person_substance (partnership_id, substance_code, overdose_id, revision);
-- serves: the list of drugs not in the tree, and what was placed
create index overdose_person_substance_not_in_tree on overdose_person_substance (partnership_id, overdose_id, revision)
  where not_in_tree is not null or placed_from is not null;
call wall_off('overdose_person_substance');
call hold_to_reach('overdose_person_substance', 'reaches_overdose(partnership_id, overdose_id)');
revoke update, delete on overdose_person_substance from vigil_app;

create table naloxone_administration (
  partnership_id uuid not null,
  overdose_id uuid not null,
  revision integer not null,
  person integer not null,
  administration integer not null check (administration >= 1),
  product_code text references naloxone_product,
  kit_id uuid,
  doses integer check (doses between 1 and 20),
  milligrams double precision check (milligrams > 0 and milligrams <= 100),
  given_by text not null default 'unknown' check (given_by in (
    'peer', 'family_or_friend', 'bystander', 'police', 'outreach', 'hostel', 'ambulance', 'fire_service', 'pharmacy', 'prison', 'hospital',
    'drug_service', 'self', 'other', 'unknown')),
  minutes_to_response text check (minutes_to_response in ('under_1', '1_to_3', '3_to_5', 'over_5', 'no_response', 'unknown')),
  as_written text check (length(as_written) <= 200),
  primary key (partnership_id, overdose_id, revision, person, administration),
  foreign key (partnership_id, overdose_id, revision, person) references overdose_person on delete cascade,
  foreign key (partnership_id, kit_id) references naloxone_kit
);
call wall_off('naloxone_administration');
call hold_to_reach('naloxone_administration', 'reaches_overdose(partnership_id, overdose_id)');
revoke update, delete on naloxone_administration from vigil_app;
