-- What an agency is asked to tell of the life before a death, and whether it has. It stands apart from the case: the agency sees its own
-- request, with the day, age and sex that let it find its own record, and nothing else of the case.

create table agency_request (
  partnership_id uuid not null references partnership,
  request_id uuid not null default gen_random_uuid(),
  death_id uuid not null,
  -- an agency of the partnership answers by itself; of another service somebody enters the answer
  agency_id uuid,
  agency_kind text not null,
  service text not null check (length(service) between 1 and 120),
  contact text check (length(contact) between 1 and 200),
  role text check (length(role) between 1 and 120),
  event_day date not null,
  event_day_precision text not null check (event_day_precision in ('day', 'month', 'year')),
  age_years integer,
  sex text not null,
  asked_on date not null,
  due_on date not null check (due_on >= asked_on),
  state text not null default 'open' check (state in ('open', 'answered', 'withdrawn')),
  ended_on date,
  withdrawn_reason text check (length(withdrawn_reason) between 3 and 400),
  primary key (partnership_id, request_id),
  foreign key (partnership_id, death_id) references death on delete cascade,
  foreign key (partnership_id, agency_id) references agency (partnership_id, agency_id),
  check ((state = 'open') = (ended_on is null)),
  check (state <> 'withdrawn' or withdrawn_reason is not null)
);
-- serves: what is open, the soonest due first
create index agency_request_open on agency_request (partnership_id, due_on, request_id) where state = 'open';
-- one service is asked once about a death while it has not answered
create unique index agency_request_once on agency_request (partnership_id, death_id, name_key(service)) where state = 'open';
call wall_off('agency_request');
call hold_to_reach('agency_request', $$(select current_reach()) = 'own_agency' and agency_id = (select current_agency_id())$$);
revoke update, delete on agency_request from vigil_app;
grant update (state, ended_on, withdrawn_reason) on agency_request to vigil_app;
