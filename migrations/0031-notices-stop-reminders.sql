-- A first notice stops the reminders to who died in the transaction that takes it in, long before anybody accepts it. As the owner, since
-- whoever tells of a death sees no reminder; by hashes that only the application can make.
create function stop_reminders_of_noticed(some_blinds bytea[]) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if current_purpose() not in ('notice:send', 'notice:decide') then
    raise insufficient_privilege using message = 'this transaction is for something else';
  end if;
  perform stop_reminders(some_blinds);
end
$$;
revoke all on function stop_reminders_of_noticed from public;
grant execute on function stop_reminders_of_noticed to vigil_app;
