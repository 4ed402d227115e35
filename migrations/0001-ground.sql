-- What everything stands on: the role of every request, what a transaction works for, and the walls that a table is set behind when it is made.
-- Every tenant table carries partnership_id in its keys and a forced row-level security policy: a transaction that has not said which
-- partnership it works for sees no row.

create extension if not exists postgis;

do $$
begin
  if not exists (select from pg_roles where rolname = 'vigil_app') then
    create role vigil_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of the same cluster was migrated at once
end
$$;

do $$
begin
  execute format('grant vigil_app to %I', current_user);
exception when insufficient_privilege then
  if not pg_has_role(current_user, 'vigil_app', 'member') then raise; end if; -- an administrator has granted it beforehand
end
$$;

grant usage on schema public to vigil_app;
alter default privileges in schema public grant select, insert, update, delete on tables to vigil_app;
alter default privileges in schema public grant usage, select on sequences to vigil_app;

-- Behind row-level security an index serves only operators that are known to give nothing away. Comparing two bounding boxes cannot:
-- it never fails and says no more than its result. Without this the area of a point is found by reading every area.
do $$
begin
  alter function geometry_overlaps(geometry, geometry) leakproof;
exception when insufficient_privilege then
  raise notice 'not a superuser: run once "alter function geometry_overlaps(geometry, geometry) leakproof" for quick maps';
end
$$;

-- What a transaction works for (partnership, user, purpose, reach, agency, case) is said once, by the login role, before it becomes vigil_app
-- (server/db/tenant.ts). After that nothing in a statement can say otherwise, whatever text gets into it: what could is taken from vigil_app.

create function current_partnership_id() returns uuid
  language sql stable
  return nullif(current_setting('vigil.partnership_id', true), '')::uuid;

create function current_purpose() returns text
  language sql stable
  return coalesce(nullif(current_setting('vigil.purpose', true), ''), 'none');

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

-- Procedures that write policies, each called for a table right after it is made. Whoever may call them may write any: the owner alone.

-- Called for each tenant table: its rows are seen and written by their own partnership alone.
create procedure wall_off(tenant_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy own_partnership_only on %s using (partnership_id = current_partnership_id()) with check (partnership_id = current_partnership_id())',
    tenant_table);
end
$$;

-- For a table that the owner of the database works on outside any partnership (sign-in): its rows are the owner's.
create procedure let_owner_administer(a_table regclass)
  language plpgsql
as $$
begin
  execute format('create policy owner_administers on %s to %I using (true) with check (true)', a_table, current_user);
end
$$;

-- For a table that only the owner of the database may see: the application's role finds it empty.
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

-- For a table that only some purposes need: in any other transaction the application finds it empty, and writes nothing into it.
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

-- What gives power over others (roles, keys, links, sign-ins, holds) is written only by a request that is for it, whatever SQL another runs.
-- The names are the actions of server/access/policy.ts, and those under which jobs work. Reading goes by the table's other policies.
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

-- The login role is a member of vigil_app, and a policy for vigil_app is one for its members too, unless they are superusers. Sign-in, guest
-- links and what functions do as the owner are not held by what holds a request: of these tables the policies look who asks. Called for a
-- table once it has its policies.
create procedure hold_requests_only(a_table regclass)
  language plpgsql
as $$
declare
  held record;
begin
  for held in
    select polname as name, pg_get_expr(polqual, polrelid) as may_see, pg_get_expr(polwithcheck, polrelid) as may_write
    from pg_policy
    where polrelid = a_table and not polpermissive and polroles = array['vigil_app'::regrole::oid]
  loop
    execute format('alter policy %I on %s', held.name, a_table)
      || coalesce(' using (case when current_user <> ''vigil_app'' then true else ' || held.may_see || ' end)', '')
      || coalesce(' with check (case when current_user <> ''vigil_app'' then true else ' || held.may_write || ' end)', '');
  end loop;
end
$$;

revoke execute on procedure wall_off, let_owner_administer, keep_from_application, hold_to_reach, hold_to_purpose, hold_writes_to_purpose,
  hold_requests_only from public;

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

-- One spelling: letters composed, one kind of apostrophe and quotation mark, single blanks, no case. As `nameKey` in server/contract/text.ts.
create function name_key(name text) returns text
  language sql immutable strict parallel safe
  return lower(btrim(regexp_replace(
    translate(normalize(name, NFC), U&'\00a0\2018\2019\201b\02bc\2032`\00b4\201c\201d\201e\201f\2033\2010\2011', U&' \0027\0027\0027\0027\0027\0027\0027"""""--'),
    '\s+', ' ', 'g')));

-- What was loaded of reference/ (server/db/reference.ts).
create table reference_load (
  hash text primary key,
  loaded_at timestamptz not null default now()
);
revoke insert, update, delete on reference_load from vigil_app;
