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
  -- its agency sees it as its own
  entered_by_agency_id uuid default current_agency_id(),
  -- which import made it, and the last revision that wrote: beyond that somebody has amended it, and undoing leaves it
  import_id uuid,
  import_revision integer,
  is_undone boolean not null default false,
  -- Up to which revision it has been compared with the others. Comparing waits for somebody who may see every death, or for the night:
  -- recording one is the same work whether or not another agrees with it, and its answer says nothing of another.
  compared_revision integer,
  created_at timestamptz not null default now(),
  primary key (partnership_id, death_id),
  unique (partnership_id, source, reference),
  foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id)
);
-- serves: what an import made
create index death_import on death (partnership_id, import_id) where import_id is not null;
-- serves: the deaths that wait to be compared
create index death_to_compare on death (partnership_id, death_id) where compared_revision is distinct from current_revision;
call wall_off('death');
call hold_to_reach('death', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())
  or (select current_reach()) = 'one_case' and death_id = (select current_case_id())$$);

-- What hangs on a record is seen with it. A function, because a sub-select would be charged to the plan of every row even where it is never
-- run, and lead the planner to look up a list of 5,000 deaths one by one.
create function reaches_death(a_partnership uuid, a_death uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from death where partnership_id = a_partnership and death_id = a_death)';

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
  -- coroners' short-form conclusions and the narrative one (Chief Coroner, Guidance no. 17)
  conclusion text not null default 'unknown' check (conclusion in (
    'accident', 'alcohol_or_drug_related', 'suicide', 'homicide', 'natural', 'narrative', 'undetermined', 'pending', 'unknown')),
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
-- serves: deaths known by their month or year, whose span may hold another's day
create index death_revision_partial on death_revision (partnership_id, event_day) where event_day_precision <> 'day';
create index death_revision_found_place on death_revision using gist (found_place);
create index death_revision_residence on death_revision using gist (residence);
call wall_off('death_revision');
call hold_to_reach('death_revision', 'reaches_death(partnership_id, death_id)');
revoke update, delete on death_revision from vigil_app;

-- Substances belong to a revision, so that what was known on a day includes the toxicology of that day. Two assays of one drug in one sample
-- are two findings; whoever counts drugs counts them distinct.
create table death_substance (
  partnership_id uuid not null,
  death_id uuid not null,
  revision integer not null,
  finding integer not null check (finding >= 1),
  -- A drug that is not in the tree is kept as it was written: the new ones are the unknown ones. It counts for "more than one drug";
  -- detection and releases leave it out until somebody places it, and from the day of placing it is known as the drug it was placed to.
  substance_code text references substance,
  not_in_tree text check (length(not_in_tree) between 1 and 120),
  -- how it stood before it was placed, so that a placing can be taken back
  placed_from text check (length(placed_from) between 1 and 120),
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
  check (role <> 'not_detected' or concentration is null),
  check ((substance_code is null) <> (not_in_tree is null)),
  check (placed_from is null or substance_code is not null)
);
-- serves: filter a list or a map by substance
create index death_substance_code on death_substance (partnership_id, substance_code, death_id, revision);
-- serves: the list of drugs not in the tree, and what was placed
create index death_substance_not_in_tree on death_substance (partnership_id, death_id, revision)
  where not_in_tree is not null or placed_from is not null;
call wall_off('death_substance');
call hold_to_reach('death_substance', 'reaches_death(partnership_id, death_id)');
revoke update, delete on death_substance from vigil_app;

-- Days that are known only by their month or year are stored as the first day that they may have been; this is the last.
create function last_possible_day(day date, day_precision text) returns date
  language sql immutable parallel safe
  return case day_precision
    when 'month' then (date_trunc('month', day::timestamp) + interval '1 month')::date - 1
    when 'year' then (date_trunc('year', day::timestamp) + interval '1 year')::date - 1
    else day end;

-- Whether a figure may count a day: some stand in the database although they cannot be, or are written by programs for a day they do not
-- have. As `judgeDay` in server/contract/rules/days.ts.
create function is_credible_day(day date, today date) returns boolean
  language sql immutable parallel safe
  return day >= date '1900-01-02' and day <= today and day <> date '1970-01-01';

-- Since when a death has been closed or excluded here: the moment Vigil was told, of the first revision after the last that was neither.
-- The day it is known since (known_on) may be assumed, or lie years before anything was recorded; an amendment is a new revision, and does
-- not begin the time anew. Counted by the partnership's own day.
create view death_closed_here with (security_invoker = true) as
select death.partnership_id, death.death_id, (min(revision.recorded_at) at time zone partnership.time_zone)::date as closed_on
from death
join partnership using (partnership_id)
join death_revision latest on latest.partnership_id = death.partnership_id
  and latest.death_id = death.death_id and latest.revision = death.current_revision
join death_revision revision on revision.partnership_id = death.partnership_id
  and revision.death_id = death.death_id and revision.revision <= death.current_revision
where latest.status in ('closed', 'excluded')
  and not exists (
    select from death_revision reopened
    where reopened.partnership_id = death.partnership_id and reopened.death_id = death.death_id
      and reopened.revision >= revision.revision and reopened.revision <= death.current_revision
      and reopened.status not in ('closed', 'excluded'))
group by death.partnership_id, death.death_id, partnership.time_zone;
