-- What a transaction works for (partnership, user, purpose, reach) is said once, by the login role, before it becomes vigil_app
-- (server/db/tenant.ts). After that nothing in a statement can say otherwise, whatever text gets into it: what could is taken from vigil_app.

create function current_purpose() returns text
  language sql stable
  return coalesce(nullif(current_setting('vigil.purpose', true), ''), 'none');

-- Functions that pass by the wall, and that vigil_app may still call. set_config would say another reach, or another role. PostGIS's
-- statistics tell where the rows of a table lie without asking whose they are: the box around every case, and of one case its place.
-- They belong to a superuser, and only one can take them away (docs/deploy/as-superuser.sql); the start says what is left here.
create function functions_past_the_wall() returns setof regprocedure
  language sql stable
  begin atomic
    select pg_proc.oid::regprocedure
    from pg_proc
    where pg_proc.proname in ('set_config', 'st_estimatedextent', '_postgis_index_extent', '_postgis_stats', '_postgis_selectivity',
        '_postgis_join_selectivity')
      and has_function_privilege('vigil_app', pg_proc.oid, 'execute')
    order by 1;
  end;

-- The login role keeps set_config: it says what a transaction works for, and pg_dump uses it.
do $$
declare
  past regprocedure;
begin
  execute format('grant execute on function pg_catalog.set_config(text, text, boolean) to %I', current_user);
  for past in select functions_past_the_wall() loop
    execute format('revoke execute on function %s from public', past);
  end loop;
exception when insufficient_privilege then null;
end
$$;

-- These write policies, and whoever may call them may write any.
revoke execute on procedure wall_off, let_owner_administer, keep_from_application, hold_to_reach from public;

-- What an identity is opened for, or a person's request answered, is known only once the request has been read. Said once: after it the
-- purpose is none of those from which it may be said.
create function state_purpose(a_purpose text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if public.current_purpose() not in ('identity:read', 'identity:break-glass', 'subject:write')
    or a_purpose !~ '^(open an identity: [a-z_ ]+|answer a subject access request|answer a request for erasure)$'
  then
    raise insufficient_privilege using message = 'what this transaction is for has been said';
  end if;
  perform set_config('vigil.purpose', a_purpose, true);
end
$$;
revoke all on function state_purpose from public;
grant execute on function state_purpose to vigil_app;

-- Called for a table that only some purposes need: in any other transaction the application finds it empty, and writes nothing into it.
create procedure hold_to_purpose(a_table regclass, variadic purposes text[])
  language plpgsql
as $$
begin
  execute format(
    'create policy for_its_purpose on %s as restrictive to vigil_app
       using ((select current_purpose()) = any (%L::text[])) with check ((select current_purpose()) = any (%L::text[]))',
    a_table, purposes, purposes);
end
$$;
revoke execute on procedure hold_to_purpose from public;

-- To those who may see every case, else to the one purpose that needs it.
call hold_to_reach('legal_hold', $$(select current_purpose()) = 'retention:read'$$);
call hold_to_reach('subject_request', 'false');
call hold_to_reach('identity_opening', $$(select current_purpose()) = 'case-access:read'$$);
call hold_to_reach('governance_notice', $$(select current_purpose()) = 'audit:read'$$);
call hold_to_reach('guest_link', 'false');

-- An answer that is remembered holds what was recorded: it is its own user's. What was remembered before this has no user, and is gone
-- after a day.
alter table idempotency_key add column user_id text default current_setting('vigil.user_id', true);
create policy own_answers_only on idempotency_key as restrictive to vigil_app
  using (user_id is null or user_id = (select current_setting('vigil.user_id', true))
    or (select current_purpose()) = 'carry out the retention schedule')
  with check (user_id = (select current_setting('vigil.user_id', true)));

create function forget_old_answers() returns void
  language sql security definer set search_path = public, pg_temp
  begin atomic
    delete from idempotency_key where partnership_id = current_partnership_id() and created_at < now() - interval '24 hours';
  end;
revoke all on function forget_old_answers from public;
grant execute on function forget_old_answers to vigil_app;
