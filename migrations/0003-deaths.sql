-- Deaths, in append-only revisions: a whole row each, with the day the partnership knew it (known_on) and the moment Vigil did
-- (recorded_at). The current death is its latest revision; the death as known on a day is the latest with known_on up to that day.

create table death (
  partnership_id uuid not null references partnership,
  death_id uuid not null default gen_random_uuid(),
  source text not null check (length(source) between 1 and 60),
  -- the source's own number for the death; a file imported twice adds nothing because of it
  reference text not null check (length(reference) between 1 and 120),
  -- of what was first recorded: tells the same record sent again from another one with its reference
  first_content_hash text not null,
  current_revision integer not null default 1 check (current_revision >= 1),
  created_at timestamptz not null default now(),
  primary key (partnership_id, death_id),
  unique (partnership_id, source, reference)
);
call wall_off('death');

create table death_revision (
  partnership_id uuid not null,
  death_id uuid not null,
  revision integer not null check (revision >= 1),
  known_on date not null,
  known_on_assumed boolean not null default false,
  recorded_at timestamptz not null default now(),
  change_reason text check (length(change_reason) <= 400),

  status text not null check (status in (
    'notified', 'accepted_suspected', 'post_mortem', 'toxicology_pending', 'toxicology_in', 'panel', 'inquest', 'registered',
    'ons_matched', 'closed', 'excluded')),
  exclusion_reason text check (length(exclusion_reason) <= 400),
  event_day date not null,
  event_day_basis text not null check (event_day_basis in ('death', 'found', 'reported')),
  event_day_precision text not null default 'day' check (event_day_precision in ('day', 'month', 'year')),
  notified_on date,
  registered_on date,
  age_years integer check (age_years between 0 and 120),
  sex text not null default 'unknown' check (sex in ('female', 'male', 'other', 'unknown')),
  ethnicity text check (length(ethnicity) <= 80),
  housing text not null default 'unknown' check (housing in (
    'own_or_rented', 'with_family_or_friends', 'hostel_or_supported', 'temporary', 'rough_sleeping', 'prison', 'other', 'unknown')),
  treatment text not null default 'unknown' check (treatment in ('in_treatment', 'within_six_months', 'earlier', 'never', 'unknown')),
  prison_release_on date,
  hospital_discharge_on date,

  residence geometry(Point, 4326),
  residence_precision text not null default 'unknown' check (residence_precision in ('exact', 'postcode', 'lsoa', 'town', 'unknown')),
  residence_town text check (length(residence_town) <= 120),
  found_place geometry(Point, 4326),
  found_precision text not null default 'unknown' check (found_precision in ('exact', 'postcode', 'lsoa', 'town', 'unknown')),
  found_town text check (length(found_town) <= 120),
  setting text not null default 'unknown' check (setting in (
    'own_home', 'others_home', 'shared_housing', 'hostel_or_supported', 'tent_or_street', 'public_toilet', 'vehicle', 'car_park',
    'beach_or_harbour', 'licensed_premises', 'festival', 'hotel', 'hospital', 'custody_suite', 'prison', 'approved_premises',
    'service_premises', 'pharmacy', 'workplace', 'education', 'other', 'prefer_not_to_say', 'unknown')),
  was_alone text not null default 'unknown' check (was_alone in ('yes', 'no', 'unknown')),
  was_witnessed text not null default 'unknown' check (was_witnessed in ('yes', 'no', 'unknown')),
  ambulance_called text not null default 'unknown' check (ambulance_called in ('yes', 'no', 'unknown')),
  naloxone_present text not null default 'unknown' check (naloxone_present in ('yes', 'no', 'unknown')),
  naloxone_given text not null default 'unknown' check (naloxone_given in ('yes', 'no', 'unknown')),

  cause_of_death text check (length(cause_of_death) <= 2000),
  other_conditions text check (length(other_conditions) <= 2000),
  underlying_cause_icd10 text check (underlying_cause_icd10 ~ '^[A-Z][0-9]{2}(\.[0-9])?$'),
  conclusion text not null default 'unknown' check (conclusion in (
    'accident', 'suicide', 'homicide', 'natural', 'undetermined', 'pending', 'unknown')),
  toxicology_complete_on date,
  toxicology_panel_id uuid,

  primary key (partnership_id, death_id, revision),
  foreign key (partnership_id, death_id) references death on delete cascade,
  foreign key (partnership_id, toxicology_panel_id) references toxicology_panel,
  check (status <> 'excluded' or exclusion_reason is not null),
  check ((residence is null) = (residence_precision = 'unknown')),
  check ((found_place is null) = (found_precision = 'unknown')),
  check (toxicology_complete_on is null or toxicology_complete_on >= event_day),
  check (known_on >= event_day or known_on_assumed)
);
-- serves: lists and counts by day within a partnership; joined on death.current_revision
create index death_revision_day on death_revision (partnership_id, event_day desc, death_id);
-- serves: the death as known on a day (nightly snapshots)
create index death_revision_known on death_revision (partnership_id, known_on, death_id, revision);
create index death_revision_found_place on death_revision using gist (found_place);
create index death_revision_residence on death_revision using gist (residence);
call wall_off('death_revision');
revoke update, delete on death_revision from vigil_app;

-- Substances belong to a revision, so that what was known on a day includes the toxicology of that day.
create table death_substance (
  partnership_id uuid not null,
  death_id uuid not null,
  revision integer not null,
  finding integer not null check (finding >= 1),
  substance_code text not null references substance,
  role text not null check (role in (
    'believed_taken', 'detected', 'implicated', 'metabolite', 'given_in_resuscitation', 'incidental', 'not_detected')),
  matrix text check (matrix in ('femoral_blood', 'blood', 'urine', 'vitreous', 'hair', 'stomach_contents', 'other')),
  concentration double precision check (concentration >= 0),
  unit text check (unit in ('mg/L', 'ug/L', 'ng/mL', 'mg/100mL', 'ng/mg', 'other')),
  is_below_detection_limit boolean not null default false,
  prescribed text not null default 'unknown' check (prescribed in ('yes', 'no', 'unknown')),
  decided_by text check (decided_by in ('pathologist', 'coroner', 'panel', 'laboratory', 'import')),
  as_written text check (length(as_written) <= 200),
  primary key (partnership_id, death_id, revision, finding),
  foreign key (partnership_id, death_id, revision) references death_revision on delete cascade,
  check (concentration is null or unit is not null),
  check (role <> 'not_detected' or concentration is null)
);
create unique index death_substance_once on death_substance (partnership_id, death_id, revision, substance_code, role, coalesce(matrix, ''));
-- serves: filter a list or a map by substance
create index death_substance_code on death_substance (partnership_id, substance_code, death_id, revision);
call wall_off('death_substance');
revoke update, delete on death_substance from vigil_app;
