-- Who gets in, after it was attacked.

-- Who stands behind this person's being information governance lead, apart from who stands behind their being administrator: a second
-- role by somebody else does not make the first one independent.
alter table membership add column lead_by text;
comment on column membership.lead_by is 'who made them information governance lead; null: from before this was written down';
update membership set lead_by = sponsored_by where 'governance' = any (roles);
grant insert (lead_by), update (lead_by) on membership to vigil_app;

-- A grant by a second partnership voids the links of the first, but not a link of those who run Vigil, which is theirs to give anybody.
create or replace function account_for(an_email text, a_name text) returns uuid
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

-- A link made before stops working: it may have gone to the wrong person.
create function void_links(an_account uuid) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update invitation set used_at = now()
  where partnership_id = current_partnership_id() and account_id = an_account and not is_of_operator and used_at is null;
end;
revoke all on function void_links from public;
grant execute on function void_links to vigil_app;

-- Whether this partnership alone may change how somebody signs in: they have accepted to be its member, and nobody else's. Who is only
-- invited, shut out or not, is neither reset nor signed out, and nothing is told of where else they belong.
create or replace function belongs_here_alone(an_account uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return belongs_alone(an_account, current_partnership_id())
    and exists (
      select from membership
      where account_id = an_account and partnership_id = current_partnership_id() and accepted_at is not null);

-- What a request tells is told of those who have accepted to be members.
create or replace function tell_of_sign_in(an_account uuid, a_kind text) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  select tell_of_sign_in(an_account, a_kind, current_partnership_id(), current_setting('vigil.user_id', true))
  where exists (
    select from membership
    where partnership_id = current_partnership_id() and account_id = an_account and accepted_at is not null);
end;

-- What was told is its own partnership's to remove, never that of another which has invited the same person.
create or replace function remove_old_account_notices(noticed_before timestamptz) returns integer
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
