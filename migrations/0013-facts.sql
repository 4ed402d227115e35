-- Facts: what every figure counts, each rule once. What they mean in words stands in server/facts. A function that gives rows is one query,
-- which PostgreSQL puts into the query that asks: the wall of whoever asks holds, and the indexes serve.

-- Areas that Vigil makes where events are, until a partnership has its own (server/areas/hexagons.ts): their source.
create function stop_gap_source() returns text
  language sql immutable parallel safe
  return 'H3, made for the events in it';

-- The kinds of area of today, the one that is drawn and counted first: within the partnership that a transaction works for, which is said
-- because what keeps counted_event works as the owner of the database, who on the embedded engine sees every partnership.
create function area_kinds() returns table (kind text, areas integer, with_residents integer, is_stop_gap boolean)
  language sql stable
as $$
  select area.kind, count(*)::int, count(counted.area_id)::int, bool_and(area.source = stop_gap_source())
  from area
  left join (
    select population.area_id from area_population population
    where population.partnership_id = current_partnership_id() and population.age_band = 'all' and population.sex = 'all'
    group by population.area_id) counted on counted.area_id = area.area_id
  where area.partnership_id = current_partnership_id()
  group by area.kind
  order by bool_and(area.source = stop_gap_source()), count(counted.area_id) = 0, count(*) desc, area.kind
$$;

create function mapped_kind() returns text
  language sql stable
as 'select kind from area_kinds() limit 1';

-- The area of a kind that holds a point, of today's. Called with each point in a lateral join.
create function area_of(a_point geometry, a_kind text) returns table (area_id uuid, name text)
  language sql stable
as $$
  select area.area_id, area.name
  from area
  where a_point is not null and area.partnership_id = current_partnership_id() and area.kind = a_kind
    and area.geom && a_point and st_covers(area.geom, a_point)
  order by area.code
  limit 1
$$;

-- The same of the mapped kind, which is worked out once a statement.
create function area_of(a_point geometry) returns table (area_id uuid, name text)
  language sql stable
as $$
  select area.area_id, area.name
  from area
  where area.kind = (select mapped_kind()) and area.geom && a_point and st_covers(area.geom, a_point)
  order by area.code
  limit 1
$$;

-- The same among given areas, of today or of before: figures keep the areas that they were made with.
create function area_among(a_point geometry, given uuid[]) returns table (area_id uuid)
  language sql stable
as $$
  select area.area_id
  from area_edition area
  where area.area_id = any (given) and area.geom && a_point and st_covers(area.geom, a_point)
  order by area.kind, area.code
  limit 1
$$;

-- A row where an area, of today or of before, holds a point.
create function area_holding(an_area uuid, a_point geometry) returns table (area_id uuid)
  language sql stable
as $$
  select area.area_id
  from area_edition area
  where area.area_id = an_area and area.geom && a_point and st_covers(area.geom, a_point)
$$;

-- Rules of one record.

create function counts_as_death(status text) returns boolean
  language sql immutable parallel safe
  return status <> 'excluded';

create function awaits_toxicology(status text, toxicology_complete_on date) returns boolean
  language sql immutable parallel safe
  return counts_as_death(status) and status <> 'closed' and toxicology_complete_on is null;

-- Of a death known by its month or year: the last day that it may have been, which is none after it was known.
create function last_day_of_death(event_day date, event_day_precision text, known_on date) returns date
  language sql immutable parallel safe
  return greatest(event_day, least(last_possible_day(event_day, event_day_precision), known_on));

create function is_overdose(outcome text) returns boolean
  language sql immutable parallel safe
  return outcome <> 'not_an_overdose';

create function is_fatal(outcome text) returns boolean
  language sql immutable parallel safe
  return outcome in ('died_at_scene', 'died_later');

create function is_reversal(naloxone_given text, outcome text) returns boolean
  language sql immutable parallel safe
  return naloxone_given = 'yes' and is_overdose(outcome) and not is_fatal(outcome);

-- Of a reversal; the others have an outcome unknown.
create function is_survivor_known(outcome text, outcome_evidence text) returns boolean
  language sql immutable parallel safe
  return outcome in ('recovered_stayed', 'recovered_left', 'taken_by_ambulance_alive', 'hospital_later_known_alive')
    and outcome_evidence in ('seen_by_reporter', 'told_by_person', 'confirmed_by_service');

-- What a finding says of its substance, as it is asked for: 'believed_taken', 'detected' or 'implicated'.
create function plays_role(finding_role text, asked text) returns boolean
  language sql immutable parallel safe
  return case asked when 'detected' then finding_role in ('implicated', 'detected', 'metabolite') else finding_role = asked end;

-- Records as known on a day and recorded until a moment; ('infinity', 'infinity') is now, and follows the heads.

create function death_as_known(as_known_on date, recorded_until timestamptz) returns setof death_revision
  language sql stable
as $$
  select revision.*
  from death head
  join death_revision revision
    on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id and revision.revision = head.current_revision
  where as_known_on = 'infinity' and recorded_until = 'infinity'
  union all
  select known.*
  from (
    select distinct on (revision.death_id) revision.* from death_revision revision
    where revision.known_on <= as_known_on and revision.recorded_at <= recorded_until
    order by revision.death_id, revision.revision desc) known
  where not (as_known_on = 'infinity' and recorded_until = 'infinity')
$$;

create function counted_death(as_known_on date, recorded_until timestamptz) returns setof death_revision
  language sql stable
as $$
  select known.*
  from death_as_known(as_known_on, recorded_until) known
  where counts_as_death(known.status)
    and known.death_id not in (select elsewhere.death_id from counted_elsewhere(as_known_on, recorded_until) elsewhere)
$$;

create function overdose_as_known(as_known_on date, recorded_until timestamptz) returns setof overdose_revision
  language sql stable
as $$
  select revision.*
  from overdose head
  join overdose_revision revision
    on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id and revision.revision = head.current_revision
  where as_known_on = 'infinity' and recorded_until = 'infinity'
  union all
  select known.*
  from (
    select distinct on (revision.overdose_id) revision.* from overdose_revision revision
    where revision.known_on <= as_known_on and revision.recorded_at <= recorded_until
    order by revision.overdose_id, revision.revision desc) known
  where not (as_known_on = 'infinity' and recorded_until = 'infinity')
$$;

create function counted_overdose(as_known_on date, recorded_until timestamptz) returns setof overdose_revision
  language sql stable
as $$
  select event.*
  from overdose_as_known(as_known_on, recorded_until) event
  where not event.is_withdrawn and exists (
    select from overdose_person person
    where person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
      and is_overdose(person.outcome))
$$;

create function counted_reversal(as_known_on date, recorded_until timestamptz)
  returns table (
    partnership_id uuid, overdose_id uuid, person integer, revision integer, event_day date, place geometry, place_precision text,
    is_survivor_known boolean, was_unresponsive text, opioid_plausible text)
  language sql stable
as $$
  select event.partnership_id, event.overdose_id, person.person, event.revision, event.event_day, event.place, event.place_precision,
    is_survivor_known(person.outcome, person.outcome_evidence), person.was_unresponsive, person.opioid_plausible
  from overdose_as_known(as_known_on, recorded_until) event
  join overdose_person person
    on person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
  where not event.is_withdrawn and is_reversal(person.naloxone_given, person.outcome)
$$;

create function supply_as_known(as_known_on date, recorded_until timestamptz) returns setof naloxone_supply_revision
  language sql stable
as $$
  select revision.*
  from naloxone_supply head
  join naloxone_supply_revision revision
    on revision.partnership_id = head.partnership_id and revision.supply_id = head.supply_id and revision.revision = head.current_revision
  where as_known_on = 'infinity' and recorded_until = 'infinity'
  union all
  select known.*
  from (
    select distinct on (revision.supply_id) revision.* from naloxone_supply_revision revision
    where revision.known_on <= as_known_on and revision.recorded_at <= recorded_until
    order by revision.supply_id, revision.revision desc) known
  where not (as_known_on = 'infinity' and recorded_until = 'infinity')
$$;

create function counted_supply(as_known_on date, recorded_until timestamptz) returns setof naloxone_supply_revision
  language sql stable
as $$
  select supply.*
  from supply_as_known(as_known_on, recorded_until) supply
  where not supply.is_withdrawn
$$;

-- Substances of one revision of a record, with their families and classes.

create function substance_in_death(a_partnership uuid, a_death uuid, a_revision integer, asked_role text) returns table (substance_code text)
  language sql stable
as $$
  select substance_ancestor.ancestor_code
  from death_substance finding
  join substance_ancestor on substance_ancestor.substance_code = finding.substance_code
  where finding.partnership_id = a_partnership and finding.death_id = a_death and finding.revision = a_revision
    and plays_role(finding.role, asked_role)
$$;

create function substance_in_overdose(a_partnership uuid, an_overdose uuid, a_revision integer) returns table (substance_code text, person integer)
  language sql stable
as $$
  select substance_ancestor.ancestor_code, taken.person
  from overdose_person_substance taken
  join substance_ancestor on substance_ancestor.substance_code = taken.substance_code
  where taken.partnership_id = a_partnership and taken.overdose_id = an_overdose and taken.revision = a_revision
$$;

-- Implicated, each once: a class beside a drug of it ("benzodiazepines" beside alprazolam) is one, and so are two assays of one drug. What is
-- not in the tree was implicated too, whatever it is: it has no code.
create function implicated_in_death(a_partnership uuid, a_death uuid, a_revision integer) returns table (substance_code text, not_in_tree text)
  language sql stable
as $$
  select distinct finding.substance_code, case when finding.substance_code is null then lower(finding.not_in_tree) end
  from death_substance finding
  where finding.partnership_id = a_partnership and finding.death_id = a_death and finding.revision = a_revision
    and finding.role = 'implicated'
    and not exists (
      select from death_substance more
      join substance_ancestor on substance_ancestor.substance_code = more.substance_code and substance_ancestor.depth > 0
      where more.partnership_id = finding.partnership_id and more.death_id = finding.death_id and more.revision = finding.revision
        and more.role = 'implicated' and substance_ancestor.ancestor_code = finding.substance_code)
$$;
