-- The last before the migrations are written anew in one readable set (docs/decisions.md): what a database that grew has otherwise than one that
-- is made at once. From here on both are the same in everything that describeSchema says.

-- The constraints of areas keep no longer the name that the table had before its editions.
do $$
declare
  old_name text;
begin
  for old_name in select conname from pg_constraint where conrelid = 'area_edition'::regclass and conname ~ '^area_(?!edition)' loop
    execute format('alter table area_edition rename constraint %I to %I', old_name, replace(old_name, 'area_', 'area_edition_'));
  end loop;
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
revoke execute on procedure hold_requests_only from public;

-- What was loaded of reference/ is a table like any other, and nothing that a request writes.
create table if not exists reference_load (
  hash text primary key,
  loaded_at timestamptz not null default now()
);
revoke insert, update, delete on reference_load from vigil_app;

-- The same of two functions, said so that PostgreSQL prints it alike before and after a backup is restored.
create or replace function is_credible_day(day date, today date) returns boolean
  language sql immutable parallel safe
  return day >= date '1900-01-02' and day <= today and day <> date '1970-01-01';

create or replace function tell_of_sign_in(an_account uuid, a_kind text, a_partnership uuid, a_user text) returns void
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
