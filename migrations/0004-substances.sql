-- The substance tree (class → family → drug), the same for every partnership: reference data, loaded from reference/substances.csv. What
-- laboratories look for, and spellings that somebody has placed, are each partnership's own.

create table substance (
  code text primary key check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null unique,
  level text not null check (level in ('class', 'family', 'drug')),
  parent_code text references substance,
  -- Misuse of Drugs Act 1971 class of the substance as usually met; null: not controlled
  controlled_class text check (controlled_class in ('A', 'B', 'C', 'psychoactive_substances_act')),
  naloxone_helps text not null check (naloxone_helps in ('yes', 'no', 'unknown')),
  -- a substance whose first detection anywhere in the partnership is notice in itself
  is_watched boolean not null default false,
  is_metabolite boolean not null default false,
  check ((level = 'class') = (parent_code is null))
);
create index substance_parent on substance (parent_code);

create table substance_alias (
  alias text primary key check (alias = lower(alias) and length(alias) between 2 and 80),
  substance_code text not null references substance
);
create index substance_alias_substance on substance_alias (substance_code);

-- Each substance with itself and everything above it: one row a pair, kept in step with the tree when it is loaded.
create table substance_ancestor (
  substance_code text not null references substance on delete cascade,
  ancestor_code text not null references substance on delete cascade,
  depth integer not null check (depth >= 0),
  primary key (substance_code, ancestor_code)
);
-- serves: filters by any level of the tree
create index substance_ancestor_below on substance_ancestor (ancestor_code, substance_code);

revoke insert, update, delete on substance, substance_alias, substance_ancestor from vigil_app;

create table toxicology_panel (
  partnership_id uuid not null references partnership,
  panel_id uuid not null default gen_random_uuid(),
  name text not null,
  laboratory text,
  valid_from date,
  -- entered by mistake, or replaced by the laboratory: it can no longer be chosen. What names it keeps it
  retired_at timestamptz,
  -- stood beside another spelling of itself when spellings were first compared
  is_double boolean not null default false,
  primary key (partnership_id, panel_id),
  unique (partnership_id, name)
);
create unique index toxicology_panel_name_once on toxicology_panel (partnership_id, name_key(name)) where not is_double;
call wall_off('toxicology_panel');

-- What a panel looks for, at any level of the tree. Not on the panel and not found is *not tested*, never negative.
create table toxicology_panel_substance (
  partnership_id uuid not null,
  panel_id uuid not null,
  substance_code text not null references substance,
  primary key (partnership_id, panel_id, substance_code),
  foreign key (partnership_id, panel_id) references toxicology_panel on delete cascade
);
call wall_off('toxicology_panel_substance');

-- Everybody's detection reads panels: only who reaches the whole partnership changes them.
create policy whole_partnership_adds on toxicology_panel as restrictive for insert to vigil_app with check (current_reach() = 'all');
create policy whole_partnership_changes on toxicology_panel as restrictive for update to vigil_app using (current_reach() = 'all');
create policy whole_partnership_adds on toxicology_panel_substance as restrictive for insert to vigil_app with check (current_reach() = 'all');
create policy whole_partnership_changes on toxicology_panel_substance as restrictive for update to vigil_app using (current_reach() = 'all');

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
