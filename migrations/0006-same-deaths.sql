-- Two records of one death (a coroner's and the police's, say): a reversible link. Nothing is merged; the death is counted once.

-- Two deaths that may be one, or were said to be: each pair once, the smaller id first.
create table same_death_pair (
  partnership_id uuid not null,
  death_id uuid not null,
  other_id uuid not null,
  -- open: a question to a person; lapsed: the records were amended and no longer agree, so that nobody is asked
  state text not null check (state in ('open', 'same', 'not_same', 'lapsed')),
  -- which facts agree, in words without identity
  agreements text[] not null,
  primary key (partnership_id, death_id, other_id),
  foreign key (partnership_id, death_id) references death on delete cascade,
  foreign key (partnership_id, other_id) references death on delete cascade,
  check (death_id < other_id)
);
-- serves: the pairs of a death from its other side
create index same_death_pair_other on same_death_pair (partnership_id, other_id);
-- serves: what is open, on Home and in the list
create index same_death_pair_open on same_death_pair (partnership_id) where state = 'open';
call wall_off('same_death_pair');
-- only to those who may see both
call hold_to_reach('same_death_pair', 'reaches_death(partnership_id, death_id) and reaches_death(partnership_id, other_id)');

-- What was said of a pair, by whom and when.
create table same_death_decision (
  partnership_id uuid not null,
  death_id uuid not null,
  other_id uuid not null,
  decision integer not null check (decision >= 1),
  decided text not null check (decided in ('proposed', 'same', 'not_same', 'undone', 'lapsed')),
  -- empty: the records themselves agreed, or no longer do
  decided_by text,
  decided_on date not null,
  decided_at timestamptz not null default now(),
  reason text check (length(reason) <= 400),
  primary key (partnership_id, death_id, other_id, decision),
  foreign key (partnership_id, death_id, other_id) references same_death_pair on delete cascade
);
call wall_off('same_death_decision');
call hold_to_reach('same_death_decision', 'reaches_death(partnership_id, death_id) and reaches_death(partnership_id, other_id)');
revoke update, delete on same_death_decision from vigil_app;

-- Records of one death, from a day (and moment) until another: what was known before the link counts as it did.
create table same_death_member (
  partnership_id uuid not null,
  -- the first of the group
  group_id uuid not null,
  death_id uuid not null,
  -- in the order in which they became known
  place_in_group integer not null check (place_in_group >= 1),
  from_on date not null,
  from_at timestamptz not null default now(),
  until_on date,
  until_at timestamptz,
  -- how often the death has been of a group
  spell integer not null check (spell >= 1),
  primary key (partnership_id, death_id, spell),
  foreign key (partnership_id, death_id) references death on delete cascade,
  check ((until_on is null) = (until_at is null))
);
create unique index same_death_member_now on same_death_member (partnership_id, death_id) where until_at is null;
call wall_off('same_death_member');
call hold_to_reach('same_death_member', 'reaches_death(partnership_id, death_id)');
-- written by regroup_same_deaths alone
revoke insert, update, delete on same_death_member from vigil_app;

-- The one home of "counted once": records that do not count because another record of the same death does, as known on a day and recorded
-- until a moment ('infinity': now). The record with complete toxicology counts, else one that says which drugs were implicated, of
-- equals the one known first; one that is excluded never does. Every figure leaves these out: `death_id not in (select death_id from counted_elsewhere(…))` is worked out once a statement.
create function counted_elsewhere(as_known_on date, recorded_until timestamptz)
  returns table (death_id uuid, counted_id uuid)
  language sql stable
as $$
  select ranked.death_id, ranked.counted_id
  from (
    select member.death_id, first_value(member.death_id) over (
      partition by member.group_id
      order by known.toxicology_complete_on is null, not known.names_drugs, member.place_in_group) as counted_id
    from same_death_member member
    cross join lateral (
      select revision.status, revision.toxicology_complete_on,
        exists (
          select from death_substance finding
          where finding.partnership_id = revision.partnership_id and finding.death_id = revision.death_id
            and finding.revision = revision.revision and finding.role = 'implicated') as names_drugs
      from death_revision revision
      where revision.partnership_id = member.partnership_id and revision.death_id = member.death_id
        and revision.known_on <= as_known_on and revision.recorded_at <= recorded_until
      order by revision.revision desc
      limit 1) known
    where known.status <> 'excluded'
      and member.from_on <= as_known_on and member.from_at <= recorded_until
      and (member.until_at is null or member.until_on > as_known_on or member.until_at > recorded_until)
  ) ranked
  where ranked.death_id <> ranked.counted_id
$$;

-- Draws the groups of two deaths anew from the pairs that are the same. For the owner, because a group may hold records that whoever
-- decides of a pair does not see.
create function regroup_same_deaths(a_death uuid, another uuid, a_day date) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  here uuid := current_partnership_id();
  start uuid;
  of_one uuid[];
  done uuid[] := '{}';
begin
  foreach start in array array[a_death, another] loop
    with recursive linked (one, two) as (
      select death_id, other_id from same_death_pair where partnership_id = here and state = 'same'
      union all
      select other_id, death_id from same_death_pair where partnership_id = here and state = 'same'
    ),
    reached (death_id) as (
      values (start)
      union
      select linked.two from reached join linked on linked.one = reached.death_id
    )
    select array_agg(death_id) into of_one from reached;
    continue when start = any (done);
    done := done || of_one;

    update same_death_member set until_on = a_day, until_at = now()
    where partnership_id = here and until_at is null and death_id = any (of_one);

    continue when cardinality(of_one) = 1;
    insert into same_death_member (partnership_id, group_id, death_id, place_in_group, from_on, spell)
    select here, first_value(death_id) over in_order, death_id, row_number() over in_order, a_day,
      1 + (select count(*) from same_death_member before
        where before.partnership_id = here and before.death_id = death_revision.death_id)
    from death_revision
    where partnership_id = here and revision = 1 and death_id = any (of_one)
    window in_order as (order by known_on_assumed, known_on, death_id);
  end loop;
end
$$;
revoke all on function regroup_same_deaths from public;
grant execute on function regroup_same_deaths to vigil_app;
