-- Imports: what was left out, mappings of columns and words, and undoing one.

alter table import_run
  add column rows_left_out integer not null default 0,
  add column undone_at timestamptz;

-- A mapping says by heading what a column is for; the older kind named a heading for each field.
alter table import_mapping add column mapping jsonb;
update import_mapping
set mapping = jsonb_build_object(
  'columns', coalesce((
    select jsonb_object_agg(heading, case
      when field = 'substances' then jsonb_build_object('as', 'substances', 'role', null)
      else jsonb_build_object('as', 'field', 'field', field) end)
    from jsonb_each_text(columns) as given (field, heading)), '{}'),
  'constants', '{}'::jsonb, 'values', '{}'::jsonb, 'readsCause', false, 'instants', 'as_written');
alter table import_mapping
  alter column mapping set not null,
  drop column columns;

-- Which import made a record, and the last revision it wrote: beyond that somebody has amended it, and undoing leaves it.
alter table death add column import_id uuid, add column import_revision integer, add column is_undone boolean not null default false;
alter table overdose add column import_id uuid, add column import_revision integer, add column is_undone boolean not null default false;
alter table naloxone_supply add column import_id uuid, add column import_revision integer, add column is_undone boolean not null default false;
-- serve: what an import made
create index death_import on death (partnership_id, import_id) where import_id is not null;
create index overdose_import on overdose (partnership_id, import_id) where import_id is not null;
create index naloxone_supply_import on naloxone_supply (partnership_id, import_id) where import_id is not null;

-- Two of coroners' conclusions had no word of their own (Chief Coroner, Guidance no. 17: short-form conclusions; narrative).
alter table death_revision drop constraint death_revision_conclusion_check;
alter table death_revision add constraint death_revision_conclusion_check check (conclusion in (
  'accident', 'alcohol_or_drug_related', 'suicide', 'homicide', 'natural', 'narrative', 'undetermined', 'pending', 'unknown'));
