-- What gives power over others (roles, keys, links, sign-ins, holds) is written only by a request that is for it, whatever SQL another runs.
-- The names are the actions of server/access/policy.ts, and those under which jobs work.

-- Called for a table: reading goes by its other policies.
create procedure hold_writes_to_purpose(a_table regclass, variadic purposes text[])
  language plpgsql
as $$
declare
  is_for_it text := format('(select current_purpose()) = any (%L::text[])', purposes);
begin
  execute format('create policy added_for_its_purpose on %s as restrictive for insert to vigil_app with check (%s)', a_table, is_for_it);
  execute format('create policy changed_for_its_purpose on %s as restrictive for update to vigil_app using (%s)', a_table, is_for_it);
  execute format('create policy removed_for_its_purpose on %s as restrictive for delete to vigil_app using (%s)', a_table, is_for_it);
end
$$;
revoke execute on procedure hold_writes_to_purpose from public;

call hold_writes_to_purpose('membership', 'person:write', 'administrator:confirm');
call hold_writes_to_purpose('api_key', 'api-key:write', 'carry out the retention schedule');
call hold_writes_to_purpose('guest_link', 'guest:write', 'carry out the retention schedule');
call hold_writes_to_purpose('legal_hold', 'hold:write', 'carry out the retention schedule');
call hold_writes_to_purpose('sharing_agreement', 'agreement:write', 'building the demonstration');
call hold_writes_to_purpose('sharing_agreement_party', 'agreement:write', 'building the demonstration');
call hold_to_purpose('invitation', 'person:read', 'person:write', 'administrator:confirm', 'carry out the retention schedule');
-- which agencies send by a key is asked wherever every case is counted (server/figures/releases)
call hold_to_reach('api_key', $$(select current_purpose()) in ('api-key:read', 'api-key:write')$$);
-- the login role alone makes and names them; what a night goes by, until there are two years of records, is said by those who run it
revoke insert, update, delete, truncate on partnership from vigil_app;
grant update (usual_deaths_a_year, usual_reversals_a_year) on partnership to vigil_app;
call hold_writes_to_purpose('partnership', 'night:write');

-- Sign-in's own tables are the login role's, and functions change them for a request. Each statement on them is held to what the request is
-- for, so that no such function does more for another; sign-in itself, which works for no partnership, says no purpose.
create function refuse_other_purposes() returns trigger
  language plpgsql
as $$
begin
  if current_purpose() <> 'none' and current_purpose() <> all (tg_argv) then
    raise insufficient_privilege using message = 'this transaction is for something else';
  end if;
  return null;
end
$$;
create trigger for_its_purpose before insert or update or delete on account
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');
create trigger for_its_purpose before insert or update or delete on credential
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');
create trigger for_its_purpose before insert or update or delete on recovery_code
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');
create trigger for_its_purpose before insert or update or delete on device
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');
create trigger for_its_purpose before insert or update or delete on session
  for each statement execute function refuse_other_purposes('person:write', 'carry out the retention schedule');
create trigger for_its_purpose before insert or update or delete on throttle
  for each statement execute function refuse_other_purposes('carry out the retention schedule');
create trigger for_its_purpose before insert or update or delete on account_notice
  for each statement execute function refuse_other_purposes('person:write', 'administrator:confirm', 'carry out the retention schedule');

-- The login role is a member of vigil_app, and a policy for vigil_app is one for its members too, unless they are superusers. Sign-in, guest
-- links and what functions do as the owner are not held by what holds a request: of these tables the policies look who asks.
do $$
declare
  held record;
begin
  for held in
    select polname as name, polrelid::regclass as its_table, pg_get_expr(polqual, polrelid) as may_see, pg_get_expr(polwithcheck, polrelid) as may_write
    from pg_policy
    join pg_class on pg_class.oid = polrelid
    where not polpermissive and polroles = array['vigil_app'::regrole::oid]
      and relname in ('membership', 'invitation', 'api_key', 'guest_link', 'legal_hold', 'sharing_agreement', 'sharing_agreement_party',
        'partnership', 'idempotency_key', 'subject_request', 'identity_opening', 'governance_notice')
  loop
    execute format('alter policy %I on %s', held.name, held.its_table)
      || coalesce(' using (case when current_user <> ''vigil_app'' then true else ' || held.may_see || ' end)', '')
      || coalesce(' with check (case when current_user <> ''vigil_app'' then true else ' || held.may_write || ' end)', '');
  end loop;
end
$$;
