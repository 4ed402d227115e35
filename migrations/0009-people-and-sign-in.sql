-- People, what they may do and where, and how they sign in. Nobody is pulled into a partnership unasked, and nobody else's sign-in is one
-- administrator's to take over.

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
create trigger for_its_purpose before insert or update or delete on account
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');

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
  -- the role counts from here: nobody is a member of what they have not accepted
  accepted_at timestamptz,
  -- as the inviting administrator wrote them: of an account that has not accepted, a partnership sees nothing else
  invited_name text check (length(invited_name) between 1 and 120),
  invited_email text check (length(invited_email) between 3 and 200),
  -- who stands behind this person's being administrator or governance lead: an administrator who may change how others sign in, or the
  -- command line; null: from before this was written down
  sponsored_by text,
  -- apart from it, who made them information governance lead: a second role by somebody else does not make the first one independent
  lead_by text,
  -- an administrator's powers over how others sign in, once somebody independent has confirmed them
  confirmed_at timestamptz,
  primary key (partnership_id, account_id),
  foreign key (partnership_id, agency_id) references agency,
  -- behind the wall that keeps what peers report from police and prisons there is no other role
  constraint walled_role_stands_alone check (not roles && array['police', 'prison'] or cardinality(roles) = 1),
  -- what one's own agency entered cannot be told without an agency
  constraint agency_role_has_agency check (
    agency_id is not null
    or not roles && array['agency_reporter', 'agency_contributor', 'stock_holder', 'trainer', 'police', 'prison'])
);
comment on column membership.confirmed_at is 'administrators only: may change how others sign in';
comment on column membership.lead_by is 'who made them information governance lead; null: from before this was written down';
-- serves: what an account may do, at each request
create index membership_account on membership (account_id);
call wall_off('membership');
call let_owner_administer('membership');
-- nobody but its person accepts a membership: no request can write that they did
revoke insert, update on membership from vigil_app;
grant insert (partnership_id, account_id, roles, agency_id, invited_name, invited_email, sponsored_by, lead_by) on membership to vigil_app;
grant update (roles, agency_id, is_disabled, granted_at, sponsored_by, lead_by, confirmed_at) on membership to vigil_app;
call hold_writes_to_purpose('membership', 'person:write', 'administrator:confirm');
call hold_requests_only('membership');

-- The application sees the accounts of those who have accepted to be members, and changes none.
create policy members_only on account for select to vigil_app using (
  exists (select from membership where membership.account_id = account.account_id and membership.accepted_at is not null));

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
  -- who gave somebody a new password, or took their authenticator away, until they have signed in with what was left to them
  password_by text,
  second_factor_by text,
  unique (sso_issuer, sso_subject)
);
call keep_from_application('credential');
create trigger for_its_purpose before insert or update or delete on credential
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');

create table recovery_code (
  account_id uuid not null references account on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
call keep_from_application('recovery_code');
create trigger for_its_purpose before insert or update or delete on recovery_code
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');

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
create trigger for_its_purpose before insert or update or delete on device
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');

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
call hold_to_reach('guest_link', 'false');
call hold_writes_to_purpose('guest_link', 'guest:write', 'carry out the retention schedule');
call hold_requests_only('guest_link');

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
create trigger for_its_purpose before insert or update or delete on session
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');

-- Counts of attempts, kept by rate-limiter-flexible: by account and by address, never together with what was tried.
create table throttle (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
call keep_from_application('throttle');
create trigger for_its_purpose before insert or update or delete on throttle
  for each statement execute function refuse_other_purposes('carry out the retention schedule');

-- A link that lets its person set a password, once, until it expires. The link itself is kept nowhere.
create table invitation (
  partnership_id uuid not null references partnership on delete cascade,
  invitation_id uuid not null default gen_random_uuid(),
  account_id uuid not null references account on delete cascade,
  token_hash bytea not null unique,
  -- false: the person has a password already, and is only told of the new role
  sets_password boolean not null,
  -- a link of the command line sets the password of somebody of several partnerships too; no request makes one
  is_of_operator boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (partnership_id, invitation_id)
);
create index invitation_account on invitation (account_id);
call wall_off('invitation');
call let_owner_administer('invitation');
revoke update on invitation from vigil_app;
create policy operator_makes_own on invitation as restrictive for insert to vigil_app with check (not is_of_operator);
call hold_to_purpose('invitation', 'person:read', 'person:write', 'administrator:confirm', 'carry out the retention schedule');
call hold_requests_only('invitation');

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
-- which agencies send by a key is asked wherever every case is counted (server/figures/releases)
call hold_to_reach('api_key', $$(select current_purpose()) in ('api-key:read', 'api-key:write')$$);
call hold_writes_to_purpose('api_key', 'api-key:write', 'carry out the retention schedule');
call hold_requests_only('api_key');

-- What somebody is told when they next sign in: who changed how they sign in, and what an information governance lead should know of others.
create table account_notice (
  notice_id uuid primary key default gen_random_uuid(),
  account_id uuid not null references account on delete cascade,
  -- where it happened; a notice is its person's, wherever they belong
  happened_in uuid references partnership on delete cascade,
  kind text not null check (kind in (
    'password_link', 'password_set', 'second_factor_reset', 'new_administrator', 'administrator_confirmed', 'codes_locked')),
  -- whose sign-in or role it is about, where that is not the one who is told
  about_account_id uuid references account on delete cascade,
  by_user text not null,
  noticed_at timestamptz not null default now(),
  seen_at timestamptz
);
-- serves: what is new to somebody, at the start of their session
create index account_notice_account on account_notice (account_id, noticed_at desc);
call keep_from_application('account_notice');
create trigger for_its_purpose before insert or update or delete on account_notice
  for each statement execute function refuse_other_purposes('person:write', 'administrator:confirm', 'carry out the retention schedule');

-- Functions that do as the owner of the database what a request cannot, each as much as it says.

-- The account of an address, made where there is none: an administrator learns its id and nothing of what it belongs to elsewhere. A grant by a
-- second partnership voids the links of the first, so that none of another partnership sets this account's password, but not a link of those
-- who run Vigil, which is theirs to give anybody.
create function account_for(an_email text, a_name text) returns uuid
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  found uuid;
begin
  insert into account (email, name) values (an_email, a_name) on conflict (email) do nothing;
  select account_id into strict found from account where email = an_email;
  update invitation set used_at = now()
  where account_id = found and sets_password and not is_of_operator and used_at is null and partnership_id <> current_partnership_id();
  return found;
end
$$;

-- Whether a partnership alone may change how somebody signs in: they have accepted to be its member, or nobody's yet.
create function belongs_alone(an_account uuid, a_partnership uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return exists (select from membership where account_id = an_account and partnership_id = a_partnership)
    and not exists (
      select from membership where account_id = an_account and partnership_id <> a_partnership and accepted_at is not null);

-- Whether this partnership alone may change how somebody signs in: they have accepted to be its member, and nobody else's. Who is only
-- invited, shut out or not, is neither reset nor signed out, and nothing is told of where else they belong.
create function belongs_here_alone(an_account uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return belongs_alone(an_account, current_partnership_id())
    and exists (
      select from membership
      where account_id = an_account and partnership_id = current_partnership_id() and accepted_at is not null);

-- Told to the person, and to the information governance leads of the partnership (of every partnership of theirs where none is named).
create function tell_of_sign_in(an_account uuid, a_kind text, a_partnership uuid, a_user text) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  insert into account_notice (account_id, happened_in, kind, about_account_id, by_user)
    select an_account, a_partnership, a_kind, null::uuid as nobody, a_user
    union
    select lead.account_id, lead.partnership_id, a_kind, an_account, a_user
    from membership person
    join membership lead on lead.partnership_id = person.partnership_id
    where person.account_id = an_account
      and person.accepted_at is not null
      and (a_partnership is null or person.partnership_id = a_partnership)
      and 'governance' = any (lead.roles)
      and lead.accepted_at is not null
      and not lead.is_disabled
      and lead.account_id <> an_account;
end;

-- What a request tells is told in the name of its own user and partnership, and of those who have accepted to be members.
create function tell_of_sign_in(an_account uuid, a_kind text) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  select tell_of_sign_in(an_account, a_kind, current_partnership_id(), current_setting('vigil.user_id', true))
  where exists (
    select from membership
    where partnership_id = current_partnership_id() and account_id = an_account and accepted_at is not null);
end;

-- Whether somebody has this account by now: a password, a second factor, or a sign-in elsewhere. An administrator who invites learns only that.
create function signs_in_already(an_account uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return exists (
    select from account
    where account_id = an_account
      and (password_set_at is not null or second_factor_set_at is not null or last_signed_in_at is not null)
      and exists (select from membership where account_id = an_account and partnership_id = current_partnership_id()));

-- How the sign-in of a member stands: who changed which half of it, and has not been followed by its person.
create function sign_in_state(an_account uuid)
  returns table (has_signed_in boolean, has_password boolean, has_second_factor boolean, password_by text, second_factor_by text, links_by text[])
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select account.last_signed_in_at is not null, credential.password_hash is not null, account.second_factor_set_at is not null,
    credential.password_by, credential.second_factor_by,
    array(
      select created_by from invitation
      where invitation.account_id = an_account and sets_password and used_at is null and expires_at > now())
  from account
  left join credential on credential.account_id = account.account_id
  where account.account_id = an_account and belongs_here_alone(an_account);
end;

-- Forgets the second factor and ends every session, so that the next sign-in sets it up anew.
create function forget_second_factor(an_account uuid) returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not belongs_here_alone(an_account) then return false; end if;
  update credential set totp_secret = null, totp_last_step = null, second_factor_by = current_setting('vigil.user_id', true)
  where account_id = an_account;
  update account set second_factor_set_at = null where account_id = an_account;
  delete from recovery_code where account_id = an_account;
  delete from device where account_id = an_account;
  delete from session where account_id = an_account;
  return true;
end
$$;

-- Whoever is shut out is signed out, and comes back by no device or session of before once they are let in again.
create function end_sign_ins(an_account uuid) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not belongs_here_alone(an_account) then return; end if;
  delete from device where account_id = an_account;
  delete from session where account_id = an_account;
end
$$;

-- A link made before stops working: it may have gone to the wrong person.
create function void_links(an_account uuid) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update invitation set used_at = now()
  where partnership_id = current_partnership_id() and account_id = an_account and not is_of_operator and used_at is null;
end;

-- What has ended goes, as the retention schedule says. Sign-in belongs to no partnership, so the application's role cannot see it: each
-- partnership removes its members'.
create function remove_ended_sessions(ended_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  removed integer;
begin
  delete from session
  where ends_at < ended_before
    and (guest_partnership_id = current_partnership_id()
      or account_id is null and guest_partnership_id is null
      or account_id in (select account_id from membership where partnership_id = current_partnership_id()));
  get diagnostics removed = row_count;
  return removed;
end
$$;

create function remove_ended_devices(ended_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  removed integer;
begin
  delete from device
  where ends_at < ended_before
    and account_id in (select account_id from membership where partnership_id = current_partnership_id());
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Counts of attempts are of nobody's partnership: whichever comes first removes them.
create function remove_ended_attempts(ended_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  removed integer;
begin
  delete from throttle where expire < extract(epoch from ended_before) * 1000;
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- What was told is its own partnership's to remove, never that of another which has invited the same person.
create function remove_old_account_notices(noticed_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  removed integer;
begin
  delete from account_notice
  where noticed_at < noticed_before
    and (happened_in = current_partnership_id()
      or happened_in is null and account_id in (
        select account_id from membership where partnership_id = current_partnership_id() and accepted_at is not null));
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Who was invited and never came: their name and address go once no link of theirs has worked for so long, and the account too where
-- nobody has ever used it or is invited to it elsewhere.
create function remove_unaccepted_invitations(ended_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  gone uuid[];
begin
  with removed as (
    delete from membership
    where partnership_id = current_partnership_id()
      and accepted_at is null
      and granted_at < ended_before
      and not exists (
        select from invitation
        where invitation.partnership_id = membership.partnership_id
          and invitation.account_id = membership.account_id
          and expires_at >= ended_before)
    returning account_id
  )
  select coalesce(array_agg(account_id), '{}') into gone from removed;
  delete from account
  where account_id = any (gone)
    and password_set_at is null and second_factor_set_at is null and last_signed_in_at is null and not is_demo
    and not exists (select from credential where credential.account_id = account.account_id)
    and not exists (select from membership where membership.account_id = account.account_id);
  return cardinality(gone);
end
$$;

revoke all on function account_for, belongs_alone, belongs_here_alone, tell_of_sign_in(uuid, text, uuid, text), tell_of_sign_in(uuid, text),
  signs_in_already, sign_in_state, forget_second_factor, end_sign_ins, void_links, remove_ended_sessions, remove_ended_devices,
  remove_ended_attempts, remove_old_account_notices, remove_unaccepted_invitations from public;
grant execute on function account_for, belongs_here_alone, tell_of_sign_in(uuid, text), signs_in_already, sign_in_state,
  forget_second_factor, end_sign_ins, void_links, remove_ended_sessions, remove_ended_devices, remove_ended_attempts,
  remove_old_account_notices, remove_unaccepted_invitations to vigil_app;
