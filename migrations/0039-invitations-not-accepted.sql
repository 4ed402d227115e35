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
revoke all on function remove_unaccepted_invitations from public;
grant execute on function remove_unaccepted_invitations to vigil_app;
