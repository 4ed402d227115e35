-- A drug that is not in the tree is kept as it was written: the new ones are the unknown ones. It counts for "more than one drug"; detection
-- and releases leave it out until somebody places it, and from the day of placing it is known as the drug it was placed to.
alter table death_substance alter column substance_code drop not null;
alter table death_substance
  add column not_in_tree text check (length(not_in_tree) between 1 and 120),
  -- how it stood before it was placed, so that a placing can be taken back
  add column placed_from text check (length(placed_from) between 1 and 120),
  add check ((substance_code is null) <> (not_in_tree is null)),
  add check (placed_from is null or substance_code is not null);
-- Two assays of one drug in one sample are two findings; whoever counts drugs counts them distinct.
drop index death_substance_once;
-- serves: the list of drugs not in the tree, and what was placed
create index death_substance_not_in_tree on death_substance (partnership_id, death_id, revision)
  where not_in_tree is not null or placed_from is not null;

-- The same of what somebody is believed to have taken at an overdose.
alter table overdose_person_substance drop constraint overdose_person_substance_pkey;
alter table overdose_person_substance alter column substance_code drop not null;
-- one of the substances of a person, numbered within it
alter table overdose_person_substance add column taken integer check (taken >= 1);
alter table overdose_person_substance no force row level security; -- only the owner sees every partnership
update overdose_person_substance set taken = numbered.taken
from (
  select partnership_id, overdose_id, revision, person, substance_code,
    row_number() over (partition by partnership_id, overdose_id, revision, person order by substance_code) as taken
  from overdose_person_substance) numbered
where (overdose_person_substance.partnership_id, overdose_person_substance.overdose_id, overdose_person_substance.revision,
    overdose_person_substance.person, overdose_person_substance.substance_code)
  = (numbered.partnership_id, numbered.overdose_id, numbered.revision, numbered.person, numbered.substance_code);
alter table overdose_person_substance force row level security;
alter table overdose_person_substance add primary key (partnership_id, overdose_id, revision, person, taken);
alter table overdose_person_substance
  add column not_in_tree text check (length(not_in_tree) between 1 and 120),
  add column placed_from text check (length(placed_from) between 1 and 120),
  add check ((substance_code is null) <> (not_in_tree is null)),
  add check (placed_from is null or substance_code is not null);
create unique index overdose_person_substance_once on overdose_person_substance (
  partnership_id, overdose_id, revision, person, coalesce(substance_code, ''), coalesce(not_in_tree, ''));
create index overdose_person_substance_not_in_tree on overdose_person_substance (partnership_id, overdose_id, revision)
  where not_in_tree is not null or placed_from is not null;

-- Spellings that somebody has placed: the next file that holds one is read as that drug.
create table substance_spelling (
  partnership_id uuid not null references partnership,
  -- words in lower case, one blank between: as `keyOf` in server/deaths/substances/words.ts
  spelling_key text not null check (length(spelling_key) between 1 and 120),
  written text not null check (length(written) between 1 and 120),
  substance_code text not null references substance,
  placed_on date not null,
  placed_by text not null,
  primary key (partnership_id, spelling_key)
);
call wall_off('substance_spelling');
-- words that somebody wrote about a case: for those who may see every case
call hold_to_reach('substance_spelling', 'false');
