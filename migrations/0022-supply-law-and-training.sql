-- Under which law a supply was made, what else was given with it, and who is trained.

-- A law under which naloxone may be supplied without a prescription: what is shipped, from migrations/reference/supply-law.csv. Advice, never
-- a wall: a person may always say why a supply was lawful otherwise.
create table supply_law (
  code text primary key check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  -- to a box, or to whomever else naloxone is supplied
  covers text not null check (covers in ('supply', 'public_box')),
  suppliers text[] not null,
  needs_training boolean not null,
  state text not null check (state in ('proposed', 'made', 'in_force')),
  in_force_on date,
  until date,
  source text not null,
  -- how it is known: read whole, seen in an excerpt, or remembered and to be checked
  known_by text not null check (known_by in ('read', 'excerpt', 'to_check')),
  check ((state = 'in_force') = (in_force_on is not null)),
  check (until >= in_force_on)
);
revoke insert, update, delete on supply_law from vigil_app;

-- What a partnership has entered of it since: a day of force, a state. The last entry stands.
create table supply_law_standing (
  partnership_id uuid not null references partnership,
  law_code text not null references supply_law,
  entry integer not null check (entry >= 1),
  state text not null check (state in ('proposed', 'made', 'in_force')),
  in_force_on date,
  until date,
  source text not null check (length(source) between 3 and 400),
  entered_by text not null,
  entered_at timestamptz not null default now(),
  primary key (partnership_id, law_code, entry),
  check ((state = 'in_force') = (in_force_on is not null)),
  check (until >= in_force_on)
);
call wall_off('supply_law_standing');
revoke update, delete on supply_law_standing from vigil_app;

alter table naloxone_supply_revision drop constraint naloxone_supply_revision_setting_check,
  add constraint naloxone_supply_revision_setting_check check (setting in (
    'outreach', 'custody', 'court', 'probation', 'police', 'prison_release', 'needle_exchange', 'treatment_service', 'pharmacy',
    'pharmacy_prescription', 'hospital', 'ambulance', 'hostel', 'peer', 'click_and_deliver', 'training_session', 'other', 'unknown')),
  add column supplier_kind text not null default 'unknown' check (supplier_kind in (
    'drug_service', 'forces_medical', 'police', 'prison', 'probation', 'youth_justice', 'pharmacist', 'pharmacy_technician', 'nurse', 'midwife',
    'paramedic', 'hostel', 'day_centre', 'homeless_outreach', 'employer', 'other', 'unknown')),
  add column supplier_trained text not null default 'unknown' check (supplier_trained in ('yes', 'no', 'unknown')),
  add column supplied_under text not null default 'unknown' check (supplied_under in (
    'without_prescription', 'patient_group_direction', 'patient_specific_direction', 'prescription', 'unknown')),
  add column legal_route_reason text check (length(legal_route_reason) <= 400),
  add column intercept_stage text not null default 'unknown' check (intercept_stage in (
    'not_in_justice', 'community', 'police_contact', 'custody', 'court', 'prison', 'release', 'community_sentence', 'unknown')),
  add column equipment_packs integer check (equipment_packs between 0 and 10000),
  add column sharps_bins integer check (sharps_bins between 0 and 10000),
  add column condoms integer check (condoms between 0 and 10000);

-- Who was trained in what, one row a person and session; a session is entered whole. People are named by a code of the service.
create table naloxone_training (
  partnership_id uuid not null references partnership,
  training_id uuid not null default gen_random_uuid(),
  trained_on date not null,
  agency_id uuid,
  trainer text check (length(trainer) <= 60),
  person text not null check (length(person) between 1 and 60),
  person_kind text not null check (person_kind in ('person_at_risk', 'family_or_friend', 'peer', 'worker', 'trainer')),
  taught text[] not null check (taught <@ array['recognise', 'give', 'store', 'supply', 'train_others'] and cardinality(taught) >= 1),
  is_competent text not null check (is_competent in ('yes', 'no', 'unknown')),
  competent_until date,
  -- the kit that was handed over with it
  supply_id uuid,
  withdrawn_reason text check (length(withdrawn_reason) between 3 and 400),
  entered_by_agency_id uuid default current_agency_id(),
  recorded_at timestamptz not null default now(),
  primary key (partnership_id, training_id),
  foreign key (partnership_id, agency_id) references agency (partnership_id, agency_id),
  foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id),
  foreign key (partnership_id, supply_id) references naloxone_supply on delete set null (supply_id),
  check (competent_until is null or is_competent = 'yes'),
  check (competent_until >= trained_on)
);
-- serves: the register of who is trained, by person
create index naloxone_training_person on naloxone_training (partnership_id, person, trained_on desc);
call wall_off('naloxone_training');
call hold_to_reach('naloxone_training', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);
