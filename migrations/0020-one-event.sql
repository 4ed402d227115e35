-- Several reports of one overdose event (a peer's, the ambulance's and the police's): a reversible link, as of records of one death. Nothing is
-- merged into anything: each report stays as it is, and the event counts as the one of them that speaks for it.

-- The revision that was compared with other reports last; another one waits for the night, or for somebody who may see them all.
alter table overdose add column compared_revision integer;
create index overdose_to_compare on overdose (partnership_id, overdose_id) where compared_revision is distinct from current_revision;

-- What pairs were weighed by: the model that Vigil ships, with how many of the pairs compared here are of one event.
create table event_model (
  partnership_id uuid not null references partnership on delete cascade,
  version integer not null check (version >= 1),
  shipped_version text not null check (length(shipped_version) between 1 and 40),
  priors double precision[] not null,
  pairs_compared integer not null check (pairs_compared >= 0),
  learnt_on date not null,
  primary key (partnership_id, version)
);
call wall_off('event_model');
call hold_to_reach('event_model', 'true');
revoke update, delete on event_model from vigil_app;

-- Two reports that may be of one event, or were said to be: each pair once, the smaller id first.
create table same_event_pair (
  partnership_id uuid not null,
  overdose_id uuid not null,
  other_id uuid not null,
  -- open: a question to a person; lapsed: the reports were amended and no longer agree, so that nobody is asked
  state text not null check (state in ('open', 'same', 'not_same', 'lapsed')),
  -- null where somebody joined two that were not compared
  probability double precision check (probability between 0 and 1),
  -- the bars of the waterfall as they stood: field, words, bits
  weights jsonb not null,
  model_version integer,
  primary key (partnership_id, overdose_id, other_id),
  foreign key (partnership_id, overdose_id) references overdose on delete cascade,
  foreign key (partnership_id, other_id) references overdose on delete cascade,
  foreign key (partnership_id, model_version) references event_model,
  check (overdose_id < other_id)
);
-- serves: the pairs of a report from its other side
create index same_event_pair_other on same_event_pair (partnership_id, other_id);
-- serves: the list of a state, the likeliest first
create index same_event_pair_state on same_event_pair (partnership_id, state, probability desc);
call wall_off('same_event_pair');
-- only to those who may see both
call hold_to_reach('same_event_pair', 'reaches_overdose(partnership_id, overdose_id) and reaches_overdose(partnership_id, other_id)');

-- What was said of a pair, by whom and when.
create table same_event_decision (
  partnership_id uuid not null,
  overdose_id uuid not null,
  other_id uuid not null,
  decision integer not null check (decision >= 1),
  decided text not null check (decided in ('proposed', 'same', 'not_same', 'undone', 'lapsed')),
  -- empty: the reports themselves agreed, or no longer do
  decided_by text,
  decided_on date not null,
  decided_at timestamptz not null default now(),
  reason text check (length(reason) <= 400),
  primary key (partnership_id, overdose_id, other_id, decision),
  foreign key (partnership_id, overdose_id, other_id) references same_event_pair on delete cascade
);
call wall_off('same_event_decision');
call hold_to_reach('same_event_decision', 'reaches_overdose(partnership_id, overdose_id) and reaches_overdose(partnership_id, other_id)');
revoke update, delete on same_event_decision from vigil_app;

-- Reports of one event, from a day (and moment) until another: what was known before the link counts as it did.
create table same_event_member (
  partnership_id uuid not null,
  -- the first of the group
  group_id uuid not null,
  overdose_id uuid not null,
  -- in the order in which they became known
  place_in_group integer not null check (place_in_group >= 1),
  from_on date not null,
  from_at timestamptz not null default now(),
  until_on date,
  until_at timestamptz,
  -- how often the report has been of a group
  spell integer not null check (spell >= 1),
  primary key (partnership_id, overdose_id, spell),
  foreign key (partnership_id, overdose_id) references overdose on delete cascade,
  check ((until_on is null) = (until_at is null))
);
create unique index same_event_member_now on same_event_member (partnership_id, overdose_id) where until_at is null;
call wall_off('same_event_member');
call hold_to_reach('same_event_member', 'reaches_overdose(partnership_id, overdose_id)');
-- written by regroup_same_events alone
revoke insert, update, delete on same_event_member from vigil_app;

-- Which report a person has said speaks for the event; the latest holds as long as it is of the group. No report: the rule again.
create table same_event_choice (
  partnership_id uuid not null references partnership on delete cascade,
  group_id uuid not null,
  choice integer not null check (choice >= 1),
  overdose_id uuid,
  chosen_by text not null,
  chosen_on date not null,
  chosen_at timestamptz not null default now(),
  primary key (partnership_id, group_id, choice),
  foreign key (partnership_id, group_id) references overdose (partnership_id, overdose_id) on delete cascade,
  foreign key (partnership_id, overdose_id) references overdose on delete cascade
);
call wall_off('same_event_choice');
call hold_to_reach('same_event_choice', 'reaches_overdose(partnership_id, group_id)');
revoke update, delete on same_event_choice from vigil_app;

-- The one home of "counted once": reports that do not count because another report of the same event does, as known on a day and recorded
-- until a moment ('infinity': now). The report that a person chose counts; else the one that tells of the most persons who overdosed, so that
-- two people in one event stay two; of equals the one that knows the most outcomes, and on the best evidence; of equals the one known first. One that was withdrawn never does. Every figure leaves the others out:
-- `overdose_id not in (select overdose_id from overdose_counted_elsewhere(…))` is worked out once a statement.
create function overdose_counted_elsewhere(as_known_on date, recorded_until timestamptz)
  returns table (overdose_id uuid, counted_id uuid)
  language sql stable
as $$
  select ranked.overdose_id, ranked.counted_id
  from (
    select member.overdose_id, first_value(member.overdose_id) over (
      partition by member.group_id
      order by chosen.overdose_id is distinct from member.overdose_id, known.persons desc, known.outcomes desc, known.confirmed desc,
        member.place_in_group) as counted_id
    from same_event_member member
    left join lateral (
      select choice.overdose_id from same_event_choice choice
      where choice.partnership_id = member.partnership_id and choice.group_id = member.group_id
        and choice.chosen_on <= as_known_on and choice.chosen_at <= recorded_until
      order by choice.choice desc
      limit 1) chosen on true
    cross join lateral (
      select revision.is_withdrawn,
        count(*) filter (where is_overdose(person.outcome)) as persons,
        count(*) filter (where person.outcome <> 'unknown') as outcomes,
        count(*) filter (where is_fatal(person.outcome) or is_survivor_known(person.outcome, person.outcome_evidence)) as confirmed
      from (
        select * from overdose_revision revision
        where revision.partnership_id = member.partnership_id and revision.overdose_id = member.overdose_id
          and revision.known_on <= as_known_on and revision.recorded_at <= recorded_until
        order by revision.revision desc
        limit 1) revision
      left join overdose_person person
        on person.partnership_id = revision.partnership_id and person.overdose_id = revision.overdose_id and person.revision = revision.revision
      group by revision.is_withdrawn) known
    where not known.is_withdrawn
      and member.from_on <= as_known_on and member.from_at <= recorded_until
      and (member.until_at is null or member.until_on > as_known_on or member.until_at > recorded_until)
  ) ranked
  where ranked.overdose_id <> ranked.counted_id
$$;

create or replace function counted_overdose(as_known_on date, recorded_until timestamptz) returns setof overdose_revision
  language sql stable
as $$
  select event.*
  from overdose_as_known(as_known_on, recorded_until) event
  where not event.is_withdrawn and exists (
    select from overdose_person person
    where person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
      and is_overdose(person.outcome))
    and event.overdose_id not in (select elsewhere.overdose_id from overdose_counted_elsewhere(as_known_on, recorded_until) elsewhere)
$$;

create or replace function counted_reversal(as_known_on date, recorded_until timestamptz)
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
    and event.overdose_id not in (select elsewhere.overdose_id from overdose_counted_elsewhere(as_known_on, recorded_until) elsewhere)
$$;

-- Draws the groups of reports anew from the pairs that are the same. For the owner, because a group may hold reports that whoever decides of
-- a pair does not see.
create function regroup_same_events(a_report uuid, another uuid, a_day date) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  here uuid := current_partnership_id();
  start uuid;
  of_one uuid[];
  done uuid[] := '{}';
begin
  foreach start in array array[a_report, another] loop
    with recursive linked (one, two) as (
      select overdose_id, other_id from same_event_pair where partnership_id = here and state = 'same'
      union all
      select other_id, overdose_id from same_event_pair where partnership_id = here and state = 'same'
    ),
    reached (overdose_id) as (
      values (start)
      union
      select linked.two from reached join linked on linked.one = reached.overdose_id
    )
    select array_agg(overdose_id) into of_one from reached;
    continue when start = any (done);
    done := done || of_one;

    update same_event_member set until_on = a_day, until_at = now()
    where partnership_id = here and until_at is null and overdose_id = any (of_one);

    continue when cardinality(of_one) = 1;
    insert into same_event_member (partnership_id, group_id, overdose_id, place_in_group, from_on, spell)
    select here, first_value(overdose_id) over in_order, overdose_id, row_number() over in_order, a_day,
      1 + (select count(*) from same_event_member before
        where before.partnership_id = here and before.overdose_id = overdose_revision.overdose_id)
    from overdose_revision
    where partnership_id = here and revision = 1 and overdose_id = any (of_one)
    window in_order as (order by known_on_assumed, known_on, recorded_at, overdose_id);
  end loop;
end
$$;
revoke all on function regroup_same_events from public;
grant execute on function regroup_same_events to vigil_app;

-- Which of several reports of one event counts is a matter of them all: none of them is amended while another is.
create function count_overdoses(ids uuid[]) returns void
  language plpgsql set search_path = public, pg_temp
as $$
declare
  joined uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('placing of events'), hashtext(current_partnership_id()::text));
  if exists (select from same_event_member where partnership_id = current_partnership_id() and overdose_id = any (ids)) then
    perform pg_advisory_xact_lock(hashtext('reports of one event'), hashtext(current_partnership_id()::text));
  end if;
  select array_agg(distinct other.overdose_id) into joined
  from same_event_member one
  join same_event_member other on other.partnership_id = one.partnership_id and other.group_id = one.group_id
  where one.partnership_id = current_partnership_id() and one.overdose_id = any (ids);
  perform count_events('overdose', ids || coalesce(joined, '{}'));
end
$$;
revoke all on function count_overdoses from public;

create or replace function follow_record() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  reach text := current_reach();
  ids uuid[];
begin
  if current_partnership_id() is null then return null; end if;
  -- where this transaction has changed areas too, all that counts is worked out when it commits
  if exists (select from event_placing where partnership_id = current_partnership_id() and due = 'areas') then return null; end if;
  perform set_config('vigil.reach', 'all', true);
  execute format(
    case tg_op
      when 'INSERT' then 'select array_agg(distinct written.%2$I) from new_rows written
        join %1$I head on head.partnership_id = written.partnership_id and head.%2$I = written.%2$I and head.current_revision = written.revision'
      when 'DELETE' then 'select array_agg(%2$I) from old_rows'
      else 'select array_agg(moved.%2$I) from new_rows moved
        join old_rows before on before.partnership_id = moved.partnership_id and before.%2$I = moved.%2$I
          and before.current_revision <> moved.current_revision
        join %3$I written on written.partnership_id = moved.partnership_id and written.%2$I = moved.%2$I
          and written.revision = moved.current_revision'
    end, tg_argv[0], tg_argv[1], tg_argv[0] || '_revision') into ids;
  if tg_table_name = 'death_substance' then
    -- of records of one death the one that names drugs may count
    select array_agg(death_id) into ids from same_death_member where partnership_id = current_partnership_id() and death_id = any (ids);
  end if;
  if ids is not null then
    case tg_argv[0]
      when 'death' then perform count_deaths(ids);
      when 'overdose' then perform count_overdoses(ids);
      else perform count_events(tg_argv[0], ids);
    end case;
  end if;
  perform set_config('vigil.reach', reach, true);
  return null;
end
$$;

-- Reports that were joined, or are no longer, or of which another one speaks for the event.
create function follow_same_events() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  reach text := current_reach();
  ids uuid[];
begin
  if current_partnership_id() is null then return null; end if;
  perform set_config('vigil.reach', 'all', true);
  if tg_op = 'DELETE' then
    select array_agg(distinct member.overdose_id) into ids
    from old_rows join same_event_member member on member.partnership_id = old_rows.partnership_id and member.group_id = old_rows.group_id;
  elsif tg_table_name = 'same_event_choice' then
    select array_agg(distinct member.overdose_id) into ids
    from new_rows join same_event_member member on member.partnership_id = new_rows.partnership_id and member.group_id = new_rows.group_id;
  else
    select array_agg(distinct overdose_id) into ids from new_rows;
  end if;
  if ids is not null then perform count_overdoses(ids); end if;
  perform set_config('vigil.reach', reach, true);
  return null;
end
$$;
revoke all on function follow_same_events from public;
create trigger counts_insert after insert on same_event_member referencing new table as new_rows
  for each statement execute function follow_same_events();
create trigger counts_update after update on same_event_member referencing new table as new_rows
  for each statement execute function follow_same_events();
create trigger counts_delete after delete on same_event_member referencing old table as old_rows
  for each statement execute function follow_same_events();
create trigger counts_insert after insert on same_event_choice referencing new table as new_rows
  for each statement execute function follow_same_events();
