-- Overdose events, fatal or not: event 1–n person 1–n naloxone administration n–1 kit, in append-only revisions.

create table overdose (
  partnership_id uuid not null references partnership,
  overdose_id uuid not null default gen_random_uuid(),
  source text not null check (length(source) between 1 and 60),
  reference text not null check (length(reference) between 1 and 120),
  -- of what was first recorded: tells the same record sent again from another one with its reference
  first_content_hash text not null,
  current_revision integer not null default 1 check (current_revision >= 1),
  created_at timestamptz not null default now(),
  primary key (partnership_id, overdose_id),
  unique (partnership_id, source, reference)
);
call wall_off('overdose');

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
create index overdose_revision_place on overdose_revision using gist (place);
call wall_off('overdose_revision');
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
call wall_off('overdose_person');
revoke update, delete on overdose_person from vigil_app;

create table overdose_person_substance (
  partnership_id uuid not null,
  overdose_id uuid not null,
  revision integer not null,
  person integer not null,
  substance_code text not null references substance,
  as_written text check (length(as_written) <= 200),
  primary key (partnership_id, overdose_id, revision, person, substance_code),
  foreign key (partnership_id, overdose_id, revision, person) references overdose_person on delete cascade
);
-- serves: filter a list or a map of overdoses by substance
create index overdose_person_substance_code on overdose_person_substance (partnership_id, substance_code, overdose_id, revision);
call wall_off('overdose_person_substance');
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
revoke update, delete on naloxone_administration from vigil_app;

-- A reversal is one person in one event, given naloxone, whose outcome is neither died nor not an overdose (R = S + U).
-- S, survivors known: alive, and seen by the reporter, told by the person or confirmed by a service. U: everything else in R.
create view current_reversal with (security_invoker = true) as
select
  person.partnership_id,
  person.overdose_id,
  person.person,
  event.revision,
  event.event_day,
  event.place,
  person.outcome in ('recovered_stayed', 'recovered_left', 'taken_by_ambulance_alive', 'hospital_later_known_alive')
    and person.outcome_evidence in ('seen_by_reporter', 'told_by_person', 'confirmed_by_service') as is_survivor_known,
  person.was_unresponsive,
  person.opioid_plausible
from overdose head
join overdose_revision event
  on event.partnership_id = head.partnership_id and event.overdose_id = head.overdose_id and event.revision = head.current_revision
join overdose_person person
  on person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
where not event.is_withdrawn
  and person.naloxone_given = 'yes'
  and person.outcome not in ('died_at_scene', 'died_later', 'not_an_overdose');
grant select on current_reversal to vigil_app;
