-- Who gets in: nobody is pulled into a partnership unasked, and nobody else's sign-in is one administrator's to take over.

alter table membership
  -- the role counts from here: nobody is a member of what they have not accepted
  add column accepted_at timestamptz,
  -- as the inviting administrator wrote them: of an account that has not accepted, a partnership sees nothing else
  add column invited_name text check (length(invited_name) between 1 and 120),
  add column invited_email text check (length(invited_email) between 3 and 200),
  -- who stands behind this person's being administrator or governance lead: an administrator who may change how others sign in, or the
  -- command line; null: from before this was written down
  add column sponsored_by text,
  -- an administrator's powers over how others sign in, once somebody independent has confirmed them
  add column confirmed_at timestamptz;
comment on column membership.confirmed_at is 'administrators only: may change how others sign in';
-- memberships that stand count as accepted, and administrators that stand as confirmed
update membership
  set accepted_at = granted_at, confirmed_at = case when 'administrator' = any (roles) then granted_at end;

-- Nobody but its person accepts a membership: no request can write that they did.
revoke insert, update on membership from vigil_app;
grant insert (partnership_id, account_id, roles, agency_id, invited_name, invited_email, sponsored_by) on membership to vigil_app;
grant update (roles, agency_id, is_disabled, granted_at, sponsored_by, confirmed_at) on membership to vigil_app;

-- A link of the command line sets the password of somebody of several partnerships too; no request makes one.
alter table invitation add column is_of_operator boolean not null default false;
create policy operator_makes_own on invitation as restrictive for insert to vigil_app with check (not is_of_operator);
revoke update on invitation from vigil_app;

-- The application sees the accounts of those who have accepted to be members, and changes none.
drop policy members_only on account;
create policy members_only on account for select to vigil_app using (
  exists (select from membership where membership.account_id = account.account_id and membership.accepted_at is not null));

-- Who gave somebody a new password, or took their authenticator away, until they have signed in with what was left to them.
alter table credential
  add column password_by text,
  add column second_factor_by text;

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

-- Told to the person, and to the information governance leads of the partnership (of every partnership of theirs where none is named).
create function tell_of_sign_in(an_account uuid, a_kind text, a_partnership uuid, a_user text) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  insert into account_notice (account_id, happened_in, kind, about_account_id, by_user)
    select an_account, a_partnership, a_kind, null, a_user
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

-- What a request tells is told in the name of its own user and partnership.
create function tell_of_sign_in(an_account uuid, a_kind text) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  select tell_of_sign_in(an_account, a_kind, current_partnership_id(), current_setting('vigil.user_id', true))
  where exists (select from membership where partnership_id = current_partnership_id() and account_id = an_account);
end;
revoke all on function tell_of_sign_in(uuid, text, uuid, text), tell_of_sign_in(uuid, text) from public;
grant execute on function tell_of_sign_in(uuid, text) to vigil_app;

-- The account of an address, made where there is none. A grant by a second partnership voids the links that stand: from here on none of
-- another partnership sets this account's password.
create or replace function account_for(an_email text, a_name text) returns uuid
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  found uuid;
begin
  insert into account (email, name) values (an_email, a_name) on conflict (email) do nothing;
  select account_id into strict found from account where email = an_email;
  update invitation set used_at = now()
  where account_id = found and sets_password and used_at is null and partnership_id <> current_partnership_id();
  return found;
end
$$;

-- Whether a partnership alone may change how somebody signs in: they have accepted to be its member, or nobody's yet.
create function belongs_alone(an_account uuid, a_partnership uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return exists (select from membership where account_id = an_account and partnership_id = a_partnership)
    and not exists (
      select from membership where account_id = an_account and partnership_id <> a_partnership and accepted_at is not null);

create or replace function belongs_here_alone(an_account uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return belongs_alone(an_account, current_partnership_id());

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
revoke all on function end_sign_ins from public;
grant execute on function end_sign_ins to vigil_app;

-- Forgets the second factor and ends every session, so that the next sign-in sets it up anew.
create or replace function forget_second_factor(an_account uuid) returns boolean
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

revoke all on function belongs_alone, signs_in_already, sign_in_state from public;
grant execute on function signs_in_already, sign_in_state to vigil_app;

create function remove_old_account_notices(noticed_before timestamptz) returns integer
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  removed integer;
begin
  delete from account_notice
  where noticed_at < noticed_before
    and account_id in (select account_id from membership where partnership_id = current_partnership_id());
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function remove_old_account_notices from public;
grant execute on function remove_old_account_notices to vigil_app;

-- serves: how many records somebody has read in the last quarter of an hour
create index audit_entry_user on audit_entry (partnership_id, user_id, at);

-- A panel that was entered by mistake, or that a laboratory has replaced: it can no longer be chosen. What names it keeps it.
alter table toxicology_panel add column retired_at timestamptz;
-- Everybody's detection reads panels: only who reaches the whole partnership changes them.
create policy whole_partnership_adds on toxicology_panel as restrictive for insert to vigil_app with check (current_reach() = 'all');
create policy whole_partnership_changes on toxicology_panel as restrictive for update to vigil_app using (current_reach() = 'all');
create policy whole_partnership_adds on toxicology_panel_substance as restrictive for insert to vigil_app with check (current_reach() = 'all');
create policy whole_partnership_changes on toxicology_panel_substance as restrictive for update to vigil_app using (current_reach() = 'all');
