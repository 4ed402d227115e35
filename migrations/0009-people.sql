-- People, what they may do and where, how they sign in, and the wall that holds each request to the cases it may reach.

-- Every case of the partnership ('all'), those one's own agency entered ('own_agency'), one named case ('one_case'), or none: what a
-- request may reach follows from the role and the action (server/access/policy.ts). Not said is none.
create function current_reach() returns text
  language sql stable
  return coalesce(nullif(current_setting('vigil.reach', true), ''), 'none');

create function current_agency_id() returns uuid
  language sql stable
  return nullif(current_setting('vigil.agency_id', true), '')::uuid;

create function current_case_id() returns uuid
  language sql stable
  return nullif(current_setting('vigil.case_id', true), '')::uuid;

-- Called for a table that the owner of the database works on outside any partnership (sign-in): its rows are the owner's.
create procedure let_owner_administer(a_table regclass)
  language plpgsql
as $$
begin
  execute format('create policy owner_administers on %s to %I using (true) with check (true)', a_table, current_user);
end
$$;

-- Called for a table that only the owner of the database may see: the application's role finds it empty.
create procedure keep_from_application(a_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', a_table);
  execute format('alter table %s force row level security', a_table);
  call let_owner_administer(a_table);
  execute format('revoke insert, update, delete, truncate on %s from vigil_app', a_table);
end
$$;

create table account (
  account_id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email) and length(email) between 3 and 200),
  name text not null check (length(name) between 1 and 120),
  is_disabled boolean not null default false,
  -- one of the demonstration's, shown on its sign-in page
  is_demo boolean not null default false,
  password_set_at timestamptz,
  second_factor_set_at timestamptz,
  last_signed_in_at timestamptz,
  created_at timestamptz not null default now()
);
alter table account enable row level security;
alter table account force row level security;
call let_owner_administer('account');
revoke insert, update, delete, truncate on account from vigil_app;

-- One row a person and partnership: the roles held there. Who gave and took them stands in the audit.
create table membership (
  partnership_id uuid not null references partnership on delete cascade,
  account_id uuid not null references account on delete cascade,
  roles text[] not null check (roles <@ array[
    'agency_reporter', 'agency_contributor', 'stock_holder', 'trainer', 'police', 'prison', 'panel_member', 'panel_coordinator',
    'analyst', 'consultant', 'naloxone_coordinator', 'commissioner', 'expert', 'governance', 'administrator']),
  agency_id uuid,
  is_disabled boolean not null default false,
  granted_at timestamptz not null default now(),
  primary key (partnership_id, account_id),
  foreign key (partnership_id, agency_id) references agency,
  -- behind the wall that keeps what peers report from police and prisons there is no other role
  constraint walled_role_stands_alone check (not roles && array['police', 'prison'] or cardinality(roles) = 1),
  -- what one's own agency entered cannot be told without an agency
  constraint agency_role_has_agency check (
    agency_id is not null
    or not roles && array['agency_reporter', 'agency_contributor', 'stock_holder', 'trainer', 'police', 'prison'])
);
-- serves: what an account may do, at each request
create index membership_account on membership (account_id);
call wall_off('membership');
call let_owner_administer('membership');

-- The application sees the accounts of its partnership's members, and changes none.
create policy members_only on account for select to vigil_app using (
  exists (select from membership where membership.account_id = account.account_id));

-- What proves who somebody is. Only sign-in reads it, as the owner of the database.
create table credential (
  account_id uuid primary key references account on delete cascade,
  -- argon2id, in its own text form with its parameters
  password_hash text,
  -- encrypted by the application (server/keys), bound to the account
  totp_secret bytea,
  -- the last 30-second step a code was accepted for: none is accepted twice
  totp_last_step bigint,
  -- the person at the organisation's own sign-in
  sso_issuer text,
  sso_subject text,
  unique (sso_issuer, sso_subject)
);
call keep_from_application('credential');

create table recovery_code (
  account_id uuid not null references account on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
call keep_from_application('recovery_code');

-- A browser that its person may come back to with a PIN, for 30 days.
create table device (
  device_id uuid primary key default gen_random_uuid(),
  account_id uuid not null references account on delete cascade,
  token_hash bytea not null unique,
  name text not null check (length(name) between 1 and 60),
  pin_hash text not null,
  wrong_pins integer not null default 0,
  registered_at timestamptz not null default now(),
  ends_at timestamptz not null
);
create index device_account on device (account_id);
call keep_from_application('device');

create table guest_link (
  partnership_id uuid not null references partnership on delete cascade,
  guest_link_id uuid not null default gen_random_uuid(),
  death_id uuid not null,
  token_hash bytea not null unique,
  guest_name text not null check (length(guest_name) between 1 and 120),
  purpose text not null check (length(purpose) between 10 and 400),
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  opened_at timestamptz,
  revoked_at timestamptz,
  primary key (partnership_id, guest_link_id),
  foreign key (partnership_id, death_id) references death on delete cascade
);
create index guest_link_death on guest_link (partnership_id, death_id);
call wall_off('guest_link');
call let_owner_administer('guest_link');

create table session (
  -- SHA-256 of the cookie's id: who reads the table cannot sign in with it
  session_hash bytea primary key,
  session_id uuid not null unique default gen_random_uuid(),
  account_id uuid references account on delete cascade,
  guest_partnership_id uuid,
  guest_link_id uuid,
  stage text not null check (stage in ('single_sign_on', 'second_factor', 'set_up_second_factor', 'signed_in', 'guest')),
  -- what a half-done sign-in must remember: the single sign-on's state, the new authenticator's encrypted secret
  pending jsonb,
  second_factor_at timestamptz,
  device_id uuid references device on delete cascade,
  browser text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  idle_minutes integer not null check (idle_minutes between 1 and 60),
  ends_at timestamptz not null,
  foreign key (guest_partnership_id, guest_link_id) references guest_link on delete cascade,
  check ((stage = 'guest') = (guest_link_id is not null)),
  check (account_id is not null or stage in ('single_sign_on', 'guest'))
);
create index session_account on session (account_id);
create index session_end on session (ends_at);
call keep_from_application('session');

-- Counts of attempts, kept by rate-limiter-flexible: by account and by address, never together with what was tried.
create table throttle (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
call keep_from_application('throttle');

-- A link that lets its person set a password, once, until it expires. The link itself is kept nowhere.
create table invitation (
  partnership_id uuid not null references partnership on delete cascade,
  invitation_id uuid not null default gen_random_uuid(),
  account_id uuid not null references account on delete cascade,
  token_hash bytea not null unique,
  -- false: the person has a password already, and is only told of the new role
  sets_password boolean not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (partnership_id, invitation_id)
);
create index invitation_account on invitation (account_id);
call wall_off('invitation');
call let_owner_administer('invitation');

create table api_key (
  partnership_id uuid not null references partnership on delete cascade,
  api_key_id uuid not null default gen_random_uuid(),
  agency_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  -- SHA-256 of 256 random bits: nothing to guess, so no slow hash is needed
  key_hash bytea not null unique,
  scopes text[] not null check (cardinality(scopes) > 0),
  renews uuid,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (partnership_id, api_key_id),
  foreign key (partnership_id, agency_id) references agency
);
call wall_off('api_key');
call let_owner_administer('api_key');

-- The account of an address, made where there is none. An administrator learns its id and nothing of what it belongs to elsewhere.
create function account_for(an_email text, a_name text) returns uuid
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  found uuid;
begin
  insert into account (email, name) values (an_email, a_name) on conflict (email) do nothing;
  select account_id into strict found from account where email = an_email;
  return found;
end
$$;

-- Whether this partnership alone may change how somebody signs in: they are its member and nobody else's.
create function belongs_here_alone(an_account uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return coalesce((select bool_and(partnership_id = current_partnership_id()) from membership where account_id = an_account), false);

-- Forgets the second factor and ends every session, so that the next sign-in sets it up anew.
create function forget_second_factor(an_account uuid) returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not belongs_here_alone(an_account) then return false; end if;
  update credential set totp_secret = null, totp_last_step = null where account_id = an_account;
  update account set second_factor_set_at = null where account_id = an_account;
  delete from recovery_code where account_id = an_account;
  delete from device where account_id = an_account;
  delete from session where account_id = an_account;
  return true;
end
$$;

revoke all on function account_for, belongs_here_alone, forget_second_factor from public;
grant execute on function account_for, belongs_here_alone, forget_second_factor to vigil_app;

-- Who entered a record: its agency sees it as its own.
alter table death add column entered_by_agency_id uuid default current_agency_id();
alter table death add foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id);
alter table overdose add column entered_by_agency_id uuid default current_agency_id();
alter table overdose add foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id);
alter table naloxone_supply add column entered_by_agency_id uuid default current_agency_id();
alter table naloxone_supply add foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id);

-- The second wall, inside the partnership's: restrictive, so that it stands whatever else allows a row. The sub-select is worked out once
-- a statement, not once a row; and of "case" the planner expects half of the rows to pass, where of "or" it would expect next to none.
create procedure hold_to_reach(a_table regclass, condition text)
  language plpgsql
as $$
begin
  execute format(
    'create policy within_reach on %s as restrictive to vigil_app
       using (case when (select current_reach()) = ''all'' then true else %s end)
       with check (case when (select current_reach()) = ''all'' then true else %s end)',
    a_table, condition, condition);
end
$$;

call hold_to_reach('death', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())
  or (select current_reach()) = 'one_case' and death_id = (select current_case_id())$$);
call hold_to_reach('overdose', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);
call hold_to_reach('naloxone_supply', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);

-- What hangs on a record is seen with it. Functions, because a sub-select would be charged to the plan of every row even where it is
-- never run, and lead the planner to look up a list of 5,000 deaths one by one.
create function reaches_death(a_partnership uuid, a_death uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from death where partnership_id = a_partnership and death_id = a_death)';
create function reaches_overdose(a_partnership uuid, an_overdose uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from overdose where partnership_id = a_partnership and overdose_id = an_overdose)';
create function reaches_supply(a_partnership uuid, a_supply uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from naloxone_supply where partnership_id = a_partnership and supply_id = a_supply)';

call hold_to_reach('death_revision', 'reaches_death(partnership_id, death_id)');
call hold_to_reach('death_substance', 'reaches_death(partnership_id, death_id)');
call hold_to_reach('overdose_revision', 'reaches_overdose(partnership_id, overdose_id)');
call hold_to_reach('overdose_person', 'reaches_overdose(partnership_id, overdose_id)');
call hold_to_reach('overdose_person_substance', 'reaches_overdose(partnership_id, overdose_id)');
call hold_to_reach('naloxone_administration', 'reaches_overdose(partnership_id, overdose_id)');
call hold_to_reach('naloxone_supply_revision', 'reaches_supply(partnership_id, supply_id)');
call hold_to_reach('naloxone_kit', 'reaches_supply(partnership_id, supply_id)');

-- What is made of every case is for those who may see every case.
call hold_to_reach('signal', 'false');
call hold_to_reach('signal_version', 'false');
call hold_to_reach('job_run', 'false');
call hold_to_reach('import_run', 'false');
call hold_to_reach('import_issue', 'false');

-- Sign-ins, permissions, refusals and opened identities stand in the chain beside reads and writes.
alter table audit_entry drop constraint audit_entry_action_check;
alter table audit_entry add constraint audit_entry_action_check
  check (action in ('read', 'write', 'export', 'sign_in', 'permission', 'refused', 'identity'));
-- serves: what was refused, latest first
create index audit_entry_refused on audit_entry (partnership_id, entry) where action = 'refused';

-- Which agency somebody belongs to is read with their session, before any partnership is chosen.
call let_owner_administer('agency');
