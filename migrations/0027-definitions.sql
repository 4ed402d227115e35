-- By which definitions a death counts: what they need of a death, since when a drug has been controlled, the definitions as data with
-- versions, and what they say of each revision.

alter table death_revision
  add column treatment_ended_on date,
  add column mental_health_diagnosis text not null default 'unknown' check (mental_health_diagnosis in ('yes', 'no', 'unknown')),
  -- what else the registration names, as 'T40.1 T42.4'; null: not known
  add column other_causes_icd10 text check (other_causes_icd10 ~ '^[A-Z][0-9]{2}(\.[0-9])?( [A-Z][0-9]{2}(\.[0-9])?)*$'),
  add column panel_finding text not null default 'not_yet' check (panel_finding in (
    'not_yet', 'drug_related', 'alcohol_specific', 'not_drug_related', 'undetermined'));

-- Since when a drug is controlled under the Misuse of Drugs Act 1971: what is shipped, from migrations/reference/substance-control.csv. A
-- drug's own row is of it and of its metabolites; a row of a family or class is of what names no member, or, as a generic control, of every
-- member that had no earlier row.
create table substance_control (
  substance_code text primary key references substance,
  controlled_class text not null check (controlled_class in ('A', 'B', 'C')),
  -- null: before 1 January 1990, earlier than anything recorded here
  controlled_from date,
  reaches text not null check (reaches in ('drug', 'unnamed', 'generic')),
  law text not null,
  -- seen in an excerpt of the law, or remembered and to be checked
  known_by text not null check (known_by in ('excerpt', 'to_check'))
);
revoke insert, update, delete on substance_control from vigil_app;

-- The same by drug, with what it inherits: one row a controlled drug, '-infinity' where that is earlier than anything recorded here. What has
-- a class in the tree and no day of its own has been controlled for as long as anything is recorded. Written when the reference is loaded.
create table substance_controlled_since (
  substance_code text primary key references substance,
  controlled_from date not null
);
revoke insert, update, delete on substance_controlled_since from vigil_app;

create function write_controlled_since() returns void
  language sql
as $$
  delete from substance_controlled_since;
  insert into substance_controlled_since (substance_code, controlled_from)
  select reached.substance_code, min(reached.controlled_from)
  from (
    select below.substance_code, coalesce(control.controlled_from, '-infinity') as controlled_from
    from substance_control control
    join substance_ancestor below on below.ancestor_code = control.substance_code
    where control.reaches <> 'unnamed' or below.depth = 0
    union all
    select below.substance_code, '-infinity'
    from substance drug
    join substance_ancestor below on below.ancestor_code = drug.code
    where drug.controlled_class in ('A', 'B', 'C') and (drug.level = 'drug' or below.depth = 0)
      and not exists (
        select from substance_ancestor above
        join substance_control control on control.substance_code = above.ancestor_code
        where above.substance_code = drug.code and (above.depth = 0 or control.reaches = 'generic'))
  ) reached
  group by reached.substance_code
$$;
revoke all on function write_controlled_since from public;

-- By which definitions a death counts: what is shipped, from migrations/reference/death-definitions.json, each version kept for ever.
create table shipped_definition (
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  version text not null check (version ~ '^[0-9]+$'),
  position integer not null,
  title text not null,
  words text not null,
  source text not null,
  rule jsonb not null,
  cases jsonb not null,
  shipped_on date not null,
  primary key (code, version)
);
revoke insert, update, delete on shipped_definition from vigil_app;

-- A partnership's own version of one: proposed by one person, signed by another, in force from the moment of signing; kept for ever.
create table definition_change (
  partnership_id uuid not null references partnership,
  change_id uuid not null default gen_random_uuid(),
  code text not null,
  -- of the shipped one it departs from, and how often that has been changed: 1.1
  version text not null check (version ~ '^[0-9]+\.[0-9]+$'),
  words text not null check (length(words) between 3 and 600),
  source text not null check (length(source) between 3 and 400),
  rule jsonb not null,
  reason text not null check (length(reason) between 3 and 400),
  proposed_by text not null,
  proposed_on date not null,
  proposed_at timestamptz not null default now(),
  decided text check (decided in ('signed', 'refused')),
  decided_by text,
  decided_on date,
  decided_at timestamptz,
  decision_reason text check (length(decision_reason) <= 400),
  primary key (partnership_id, change_id),
  unique (partnership_id, code, version),
  check (num_nulls(decided, decided_by, decided_on, decided_at) in (0, 4)),
  -- taking back one's own proposal needs nobody; signing it needs another
  check (decided is distinct from 'signed' or decided_by <> proposed_by)
);
create unique index definition_change_open on definition_change (partnership_id, code) where decided is null;
call wall_off('definition_change');
-- whoever writes a death asks its definitions; only who reaches the whole partnership changes them
create policy whole_partnership_adds on definition_change as restrictive for insert to vigil_app with check (current_reach() = 'all');
create policy whole_partnership_changes on definition_change as restrictive for update to vigil_app using (current_reach() = 'all');
revoke delete on definition_change from vigil_app;

-- What the definitions say of a revision, which never changes: 'ons-misuse.1' in one of three places. A definition is asked of a revision
-- once, when it is written or when the definition comes into force.
create table death_judged (
  partnership_id uuid not null,
  death_id uuid not null,
  revision integer not null,
  -- asked; of them, those by which the death counts, and those which cannot say yet
  asked text[] not null,
  counts_in text[] not null,
  cannot_say text[] not null,
  primary key (partnership_id, death_id, revision),
  foreign key (partnership_id, death_id, revision) references death_revision on delete cascade
);
call wall_off('death_judged');
call hold_to_reach('death_judged', 'reaches_death(partnership_id, death_id)');

-- Whether a place lies in the partnership is asked of its areas of today: when they change, it is asked again.
create function forget_judged() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  delete from death_judged where partnership_id = current_partnership_id();
  return null;
end
$$;
revoke all on function forget_judged from public;
create trigger forget_judged after insert or update or delete on area_edition for each statement execute function forget_judged();

-- What counts as a death here: not what was excluded, nor a death of which alcohol alone is the underlying cause (the ONS definition of 2017),
-- which has figures of its own. The definition `local` says the same.
create function counts_as_death(status text, underlying_cause_icd10 text) returns boolean
  language sql immutable parallel safe
  return counts_as_death(status) and coalesce(
    left(underlying_cause_icd10, 3) not in ('F10', 'K70', 'X45', 'X65', 'Y15')
    and underlying_cause_icd10 not in ('E24.4', 'G31.2', 'G62.1', 'G72.1', 'I42.6', 'K29.2', 'K85.2', 'K86.0', 'Q86.0', 'R78.0'), true);

create or replace function counted_death(as_known_on date, recorded_until timestamptz) returns setof death_revision
  language sql stable
as $$
  select known.*
  from death_as_known(as_known_on, recorded_until) known
  where counts_as_death(known.status, known.underlying_cause_icd10)
    and known.death_id not in (select elsewhere.death_id from counted_elsewhere(as_known_on, recorded_until) elsewhere)
$$;

alter table counted_event no force row level security;
delete from counted_event event
using death head, death_revision revision
where event.kind = 'deaths' and head.partnership_id = event.partnership_id and head.death_id = event.event_id
  and revision.partnership_id = head.partnership_id and revision.death_id = head.death_id and revision.revision = head.current_revision
  and not counts_as_death(revision.status, revision.underlying_cause_icd10);
alter table counted_event force row level security;
