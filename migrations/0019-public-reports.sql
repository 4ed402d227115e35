-- Reports of reversals that anybody may send, and requests for a kit, neither with an account. Whoever holds the whole database, a backup of
-- it and the logs cannot tell which request belongs to which report, nor that two reports came from one phone (docs/threat-model.md).

-- Known to a cell of the H3 grid: of about 0.7 km² in towns (resolution 8), of about 5 km² elsewhere (resolution 7).
alter table death_revision drop constraint death_revision_residence_precision_check,
  add constraint death_revision_residence_precision_check check (residence_precision in ('exact', 'postcode', 'cell', 'lsoa', 'town', 'unknown'));
alter table death_revision drop constraint death_revision_found_precision_check,
  add constraint death_revision_found_precision_check check (found_precision in ('exact', 'postcode', 'cell', 'lsoa', 'town', 'unknown'));
alter table naloxone_supply_revision drop constraint naloxone_supply_revision_place_precision_check,
  add constraint naloxone_supply_revision_place_precision_check check (place_precision in ('exact', 'postcode', 'cell', 'lsoa', 'town', 'unknown'));
alter table overdose_revision drop constraint overdose_revision_place_precision_check,
  add constraint overdose_revision_place_precision_check check (place_precision in ('exact', 'postcode', 'cell', 'lsoa', 'town', 'unknown'));

-- The batch that is printed on a kit, where it is one of those recorded here.
alter table naloxone_administration add column batch_id uuid;
alter table naloxone_administration add foreign key (partnership_id, batch_id) references naloxone_batch;

-- Whether anybody may report here, and where a kit is to be had at once. No row: nobody may.
create table report_page (
  partnership_id uuid not null references partnership on delete cascade,
  is_open boolean not null,
  contact_note text check (length(contact_note) between 1 and 400),
  primary key (partnership_id)
);
call wall_off('report_page');
call hold_writes_to_purpose('report_page', 'report-page:write');
call hold_requests_only('report_page');

-- What was sent and waits: reports until the night's batch, requests and withdrawals too, sealed together in one value of a length that does
-- not tell how many. Every arrival, of whatever kind, writes the whole anew under a new id, so that nothing stands in it by which one row,
-- one order or one time could be told from another.
create table report_pool (
  partnership_id uuid not null references partnership on delete cascade,
  pool_id uuid not null,
  sealed bytea not null,
  primary key (partnership_id)
);
call wall_off('report_pool');
call hold_to_purpose('report_pool', 'report:send', 'take in reports', 'look after keys');
call hold_requests_only('report_pool');

-- Which nights have taken in what waited: one batch a night, however often it is tried.
create table report_batch (
  partnership_id uuid not null references partnership on delete cascade,
  night date not null,
  primary key (partnership_id, night)
);
call wall_off('report_batch');
call hold_to_purpose('report_batch', 'take in reports', 'carry out the retention schedule');

-- Requests for a kit that have been opened, all of their time together. What they say is sealed: a place alone could tell whose report it was.
create table kit_request (
  partnership_id uuid not null references partnership on delete cascade,
  kit_request_id uuid not null default gen_random_uuid(),
  opened_on date not null,
  sealed bytea not null,
  state text not null default 'asked' check (state in ('asked', 'answered', 'not_possible')),
  closed_on date,
  primary key (partnership_id, kit_request_id),
  check ((state = 'asked') = (closed_on is null))
);
-- serves: those that wait for an answer, and those to be forgotten
create index kit_request_state on kit_request (partnership_id, state, opened_on);
call wall_off('kit_request');
call hold_to_purpose('kit_request', 'kit-request:read', 'kit-request:answer', 'take in reports', 'look after keys', 'carry out the retention schedule');
call hold_requests_only('kit_request');

-- An agency imports its own file, and sees what came of that one and of no other: for which it was is said where a request reaches no further
-- than its own agency.
alter table import_run
  add column for_agency_id uuid default case when current_reach() = 'own_agency' then current_agency_id() end;
alter table import_run add foreign key (partnership_id, for_agency_id) references agency;
alter policy within_reach on import_run
  using (case when (select current_reach()) = 'all' then true
    else (select current_reach()) = 'own_agency' and for_agency_id = (select current_agency_id()) end)
  with check (case when (select current_reach()) = 'all' then true
    else (select current_reach()) = 'own_agency' and for_agency_id = (select current_agency_id()) end);
create function reaches_import(a_partnership uuid, an_import uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from import_run where partnership_id = a_partnership and import_id = an_import)';
alter policy within_reach on import_issue
  using (case when (select current_reach()) = 'all' then true else reaches_import(partnership_id, import_id) end)
  with check (case when (select current_reach()) = 'all' then true else reaches_import(partnership_id, import_id) end);
-- of its bringer alone, whatever they reach (of_its_bringer)
alter policy within_reach on document
  using (case when (select current_reach()) = 'all' then true else (select current_reach()) = 'own_agency' end)
  with check (case when (select current_reach()) = 'all' then true else (select current_reach()) = 'own_agency' end);
alter policy within_reach on work
  using (case when (select current_reach()) = 'all' then true
    else kind = 'retention' and (select current_purpose()) = 'retention:read'
      or kind = 'mail' and (select current_purpose()) in ('person:read', 'person:write', 'administrator:confirm')
      or kind = 'import' and (select current_purpose()) in ('import:read', 'import:write')
        and asked_by = (select current_setting('vigil.user_id', true)) end)
  with check (case when (select current_reach()) = 'all' then true
    else kind = 'retention' and (select current_purpose()) = 'retention:read'
      or kind = 'mail' and (select current_purpose()) = 'person:write'
      or kind = 'import' and (select current_purpose()) = 'import:write'
        and asked_by = (select current_setting('vigil.user_id', true)) end);
