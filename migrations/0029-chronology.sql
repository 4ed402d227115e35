-- The life before a death as every agency tells it: entries in append-only revisions, each with who gave it.

create table chronology_entry (
  partnership_id uuid not null references partnership,
  entry_id uuid not null default gen_random_uuid(),
  death_id uuid not null,
  current_revision integer not null default 1 check (current_revision >= 1),
  -- its agency sees it as its own
  entered_by_agency_id uuid default current_agency_id(),
  primary key (partnership_id, entry_id),
  foreign key (partnership_id, death_id) references death on delete cascade,
  foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id)
);
-- serves: the chronology of a death
create index chronology_entry_death on chronology_entry (partnership_id, death_id);
call wall_off('chronology_entry');
call hold_to_reach('chronology_entry', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);
revoke update, delete on chronology_entry from vigil_app;
grant update (current_revision) on chronology_entry to vigil_app;

create function reaches_chronology_entry(a_partnership uuid, an_entry uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from chronology_entry where partnership_id = a_partnership and entry_id = an_entry)';

create table chronology_entry_revision (
  partnership_id uuid not null,
  entry_id uuid not null,
  revision integer not null check (revision >= 1),
  kind text not null check (kind in (
    'treatment', 'prescribing', 'custody', 'release', 'court_order', 'hospital_attendance', 'hospital_discharge', 'housing', 'contact',
    'overdose', 'life_event', 'other')),
  from_day date not null,
  from_precision text not null check (from_precision in ('day', 'month', 'year')),
  to_day date,
  to_precision text check (to_precision in ('day', 'month', 'year')),
  -- which agency gave it; or who, where it is none of the partnership's
  agency_id uuid,
  given_by text check (length(given_by) between 1 and 120),
  product text check (length(product) between 1 and 120),
  dose text check (length(dose) between 1 and 80),
  route text check (route in ('oral', 'sublingual', 'long_acting_injection', 'patch', 'nasal', 'other')),
  court_order text check (court_order in ('alcohol_treatment', 'drug_rehabilitation', 'mental_health_treatment', 'other')),
  intercept_stage text check (intercept_stage in (
    'community', 'police_contact', 'custody', 'court', 'prison', 'release', 'community_sentence')),
  what text check (length(what) between 1 and 2000),
  is_withdrawn boolean not null default false,
  change_reason text check (length(change_reason) between 1 and 400),
  recorded_by text not null default current_setting('vigil.user_id', true),
  recorded_at timestamptz not null default now(),
  primary key (partnership_id, entry_id, revision),
  foreign key (partnership_id, entry_id) references chronology_entry on delete cascade,
  foreign key (partnership_id, agency_id) references agency (partnership_id, agency_id),
  check ((to_day is null) = (to_precision is null)),
  check (agency_id is not null or given_by is not null)
);
call wall_off('chronology_entry_revision');
call hold_to_reach('chronology_entry_revision', 'reaches_chronology_entry(partnership_id, entry_id)');
revoke update, delete on chronology_entry_revision from vigil_app;

-- Who recorded a revision of a death; of those from before this was kept, nobody is named.
alter table death_revision add column recorded_by text;
alter table death_revision alter column recorded_by set default current_setting('vigil.user_id', true);
