-- A thin table of what counts now, with its area: what the map, the timeline and Home read, which would otherwise work out every event anew at
-- each view and look up its area again. It follows the records in the transaction that writes a revision, and the areas when it commits.

-- Everything that counts now: a death, a person brought round, an overdose, a supply. `part`: the person of a reversal.
create function countable_event()
  returns table (
    partnership_id uuid, kind text, event_id uuid, part integer, revision integer, first_day date, last_day date,
    place geometry, place_precision text, residence geometry, residence_precision text, weight integer, awaits_toxicology boolean)
  language sql stable
as $$
  select death.partnership_id, 'deaths'::text, death.death_id, 1, death.revision, death.event_day,
    last_day_of_death(death.event_day, death.event_day_precision, death.known_on),
    death.found_place::geometry, death.found_precision, death.residence::geometry, death.residence_precision, 1,
    awaits_toxicology(death.status, death.toxicology_complete_on)
  from counted_death('infinity', 'infinity') death
  union all
  select reversal.partnership_id, 'reversals', reversal.overdose_id, reversal.person, reversal.revision, reversal.event_day,
    reversal.event_day, reversal.place, reversal.place_precision, null::geometry, null::text, 1, false
  from counted_reversal('infinity', 'infinity') reversal
  union all
  select overdose.partnership_id, 'overdoses', overdose.overdose_id, 1, overdose.revision, overdose.event_day,
    overdose.event_day, overdose.place::geometry, overdose.place_precision, null::geometry, null::text, 1, false
  from counted_overdose('infinity', 'infinity') overdose
  union all
  select supply.partnership_id, 'supplies', supply.supply_id, 1, supply.revision, supply.supplied_on,
    supply.supplied_on, supply.place::geometry, supply.place_precision, null::geometry, null::text, supply.kits, false
  from counted_supply('infinity', 'infinity') supply
$$;

create table counted_event (
  partnership_id uuid not null references partnership,
  kind text not null check (kind in ('deaths', 'reversals', 'overdoses', 'supplies')),
  event_id uuid not null,
  part integer not null,
  revision integer not null,
  first_day date not null,
  -- of a death known by its month or year: the last that it may have been
  last_day date not null,
  -- of the mapped kind; null: no place, or in no area
  area_id uuid,
  residence_area_id uuid,
  weight integer not null,
  awaits_toxicology boolean not null,
  primary key (partnership_id, kind, event_id, part)
);
-- serves: map, timeline and Home, from the index alone where no substance is asked for
create index counted_event_day on counted_event (partnership_id, kind, first_day) include (last_day, area_id, weight);
-- serves: how many deaths await toxicology
create index counted_event_awaiting on counted_event (partnership_id) where awaits_toxicology;
call wall_off('counted_event');
-- it is made of every case: for those who may see every case
call hold_to_reach('counted_event', 'false');
-- written by the functions below alone
revoke insert, update, delete on counted_event from vigil_app;

-- The kind of area that they stand in, and whether areas have changed since: 'kind', perhaps the mapped kind; 'areas', their outlines.
create table event_placing (
  partnership_id uuid primary key references partnership,
  area_kind text,
  due text check (due in ('kind', 'areas'))
);
call wall_off('event_placing');
revoke insert, update, delete on event_placing from vigil_app;

-- Writes what counts of some records anew, where it differs; `a_record` is their table. Whoever writes a revision waits for areas that are
-- being changed, and the other way round, so that none is placed among areas of before.
create function count_events(a_record text, ids uuid[]) returns void
  -- planned for as many as there are: a plan for any number looks each row up in the whole list
  language plpgsql set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_nestloop = on set jit = off
as $$
declare
  here uuid := current_partnership_id();
  kinds text[] := case a_record when 'death' then array['deaths'] when 'overdose' then array['reversals', 'overdoses'] else array['supplies'] end;
  mapped text;
begin
  perform pg_advisory_xact_lock_shared(hashtext('placing of events'), hashtext(here::text));
  select area_kind into mapped from event_placing where partnership_id = here;
  -- in a bulk there is far more of a partnership than the statistics know, and row by row is the square of it
  if cardinality(ids) > 50 then set local enable_nestloop = off; end if;
  with fresh as materialized (
    select event.*, inside.area_id, home.area_id as residence_area_id
    from countable_event() event
    left join lateral area_of(event.place, mapped) inside on true
    left join lateral area_of(event.residence, mapped) home on true
    where event.partnership_id = here and event.kind = any (kinds) and event.event_id = any (ids)
  ),
  gone as (
    delete from counted_event event
    where event.partnership_id = here and event.kind = any (kinds) and event.event_id = any (ids)
      -- hashed whatever is expected: a join takes the square of their number where tables were never analysed
      and (event.kind, event.event_id, event.part) not in (select fresh.kind, fresh.event_id, fresh.part from fresh)
  )
  insert into counted_event as event (
    partnership_id, kind, event_id, part, revision, first_day, last_day, area_id, residence_area_id, weight, awaits_toxicology)
  select partnership_id, kind, event_id, part, revision, first_day, last_day, area_id, residence_area_id, weight, awaits_toxicology
  from fresh
  on conflict (partnership_id, kind, event_id, part) do update
    set revision = excluded.revision, first_day = excluded.first_day, last_day = excluded.last_day, area_id = excluded.area_id,
      residence_area_id = excluded.residence_area_id, weight = excluded.weight, awaits_toxicology = excluded.awaits_toxicology
    where (event.revision, event.first_day, event.last_day, event.area_id, event.residence_area_id, event.weight, event.awaits_toxicology)
      is distinct from (excluded.revision, excluded.first_day, excluded.last_day, excluded.area_id, excluded.residence_area_id,
        excluded.weight, excluded.awaits_toxicology);
end
$$;
revoke all on function count_events from public;

create function count_all_events() returns void
  language sql
as $$
  select count_events('death', (select array_agg(death_id) from death where partnership_id = current_partnership_id())),
    count_events('overdose', (select array_agg(overdose_id) from overdose where partnership_id = current_partnership_id())),
    count_events('naloxone_supply', (select array_agg(supply_id) from naloxone_supply where partnership_id = current_partnership_id()))
$$;
revoke all on function count_all_events from public;

-- Which of several records of one death counts is a matter of them all: none of them is amended while another is.
create function count_deaths(ids uuid[]) returns void
  language plpgsql set search_path = public, pg_temp
as $$
declare
  joined uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('placing of events'), hashtext(current_partnership_id()::text));
  if exists (select from same_death_member where partnership_id = current_partnership_id() and death_id = any (ids)) then
    perform pg_advisory_xact_lock(hashtext('records of one death'), hashtext(current_partnership_id()::text));
  end if;
  select array_agg(distinct other.death_id) into joined
  from same_death_member one
  join same_death_member other on other.partnership_id = one.partnership_id and other.group_id = one.group_id
  where one.partnership_id = current_partnership_id() and one.death_id = any (ids);
  perform count_events('death', ids || coalesce(joined, '{}'));
end
$$;
revoke all on function count_deaths from public;

-- Of a trigger on a table with records: the record's table, and the column with its id. What counts is worked out of every case, also of those
-- that whoever writes does not reach: the reach is all for as long as that takes. An amendment takes its revision at the head first and
-- writes it then, a bulk of later revisions the other way round: what counts is asked where both are there.
create function follow_record() returns trigger
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
    if tg_argv[0] = 'death' then perform count_deaths(ids); else perform count_events(tg_argv[0], ids); end if;
  end if;
  perform set_config('vigil.reach', reach, true);
  return null;
end
$$;
revoke all on function follow_record from public;

create procedure follow(a_table regclass, a_record text, an_id text, variadic deeds text[])
  language plpgsql
as $$
declare
  deed text;
begin
  foreach deed in array deeds loop
    execute format(
      'create trigger counts_%s after %s on %s referencing %s for each statement execute function follow_record(%L, %L)',
      lower(deed), deed, a_table,
      case deed when 'insert' then 'new table as new_rows' when 'delete' then 'old table as old_rows'
        else 'old table as old_rows new table as new_rows' end,
      a_record, an_id);
  end loop;
end
$$;
call follow('death', 'death', 'death_id', 'update', 'delete');
call follow('death_revision', 'death', 'death_id', 'insert');
call follow('death_substance', 'death', 'death_id', 'insert');
call follow('overdose', 'overdose', 'overdose_id', 'update', 'delete');
call follow('overdose_person', 'overdose', 'overdose_id', 'insert');
call follow('naloxone_supply', 'naloxone_supply', 'supply_id', 'update', 'delete');
call follow('naloxone_supply_revision', 'naloxone_supply', 'supply_id', 'insert');
drop procedure follow;

-- Records that were joined, or are no longer.
create function follow_same_deaths() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  reach text := current_reach();
  ids uuid[];
begin
  if current_partnership_id() is null then return null; end if;
  perform set_config('vigil.reach', 'all', true);
  if tg_op = 'DELETE' then
    select array_agg(distinct member.death_id) into ids
    from old_rows join same_death_member member on member.partnership_id = old_rows.partnership_id and member.group_id = old_rows.group_id;
  else
    select array_agg(distinct death_id) into ids from new_rows;
  end if;
  if ids is not null then perform count_deaths(ids); end if;
  perform set_config('vigil.reach', reach, true);
  return null;
end
$$;
revoke all on function follow_same_deaths from public;
create trigger counts_insert after insert on same_death_member referencing new table as new_rows
  for each statement execute function follow_same_deaths();
create trigger counts_update after update on same_death_member referencing new table as new_rows
  for each statement execute function follow_same_deaths();
create trigger counts_delete after delete on same_death_member referencing old table as old_rows
  for each statement execute function follow_same_deaths();

-- Areas: noted at once, followed once when the transaction commits, however many statements it took to import them.
create function note_areas() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  what text := case tg_table_name when 'area_edition' then 'areas' else 'kind' end;
begin
  if current_partnership_id() is null then return null; end if;
  insert into event_placing as there (partnership_id, due) values (current_partnership_id(), what)
  on conflict (partnership_id) do update set due = what
  where there.due is null or there.due <> what and what = 'areas';
  return null;
end
$$;
revoke all on function note_areas from public;
create trigger noted after insert or update or delete on area_edition for each statement execute function note_areas();
create trigger noted after insert or update or delete on area_population for each statement execute function note_areas();

create function follow_areas() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  here uuid := new.partnership_id;
  reach text := current_reach();
  before text;
  mapped text;
  what text;
begin
  perform pg_advisory_xact_lock(hashtext('placing of events'), hashtext(here::text));
  select due, area_kind into what, before from event_placing where partnership_id = here;
  if what is null then return null; end if;
  mapped := mapped_kind();
  update event_placing set due = null, area_kind = mapped where partnership_id = here;
  if what = 'areas' or mapped is distinct from before then
    perform set_config('vigil.reach', 'all', true);
    perform count_all_events();
    perform set_config('vigil.reach', reach, true);
  end if;
  return null;
end
$$;
revoke all on function follow_areas from public;
create constraint trigger followed after insert or update on event_placing deferrable initially deferred
  for each row when (new.due is not null) execute function follow_areas();
