-- How long each kind of record is kept is written in server/identity/retention/schedule.ts (docs/retention.md); here is what carrying it out leaves
-- behind, the holds that stop it, and the requests of living people about what is held of them.

-- While a record is under legal hold nothing of it is removed, whatever its age. No record named: the whole partnership is.
create table legal_hold (
  partnership_id uuid not null references partnership,
  hold_id uuid not null default gen_random_uuid(),
  death_id uuid,
  reason text not null check (length(reason) between 10 and 400),
  placed_by text not null,
  held_from date not null,
  placed_at timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text check (length(lift_reason) between 10 and 400),
  primary key (partnership_id, hold_id),
  foreign key (partnership_id, death_id) references death,
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);
-- serves: is this death held
create index legal_hold_standing on legal_hold (partnership_id, death_id) where lifted_at is null;
call wall_off('legal_hold');

-- One row a kind and day: the row makes it once over several nodes, and says what was removed.
create table retention_run (
  partnership_id uuid not null references partnership,
  ran_on date not null,
  kind text not null,
  removed integer not null default 0 check (removed >= 0),
  -- old enough to go, and kept by a hold
  held integer not null default 0 check (held >= 0),
  finished_at timestamptz not null default now(),
  primary key (partnership_id, ran_on, kind)
);
call wall_off('retention_run');

-- A living person asks for what is held about them, or for its erasure: to be answered within one month (UK GDPR, article 12(3)).
create table subject_request (
  partnership_id uuid not null references partnership,
  request_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('export', 'erase')),
  -- the partnership's own number for the letter or message: never a name
  reference text not null check (length(reference) between 1 and 60),
  received_on date not null,
  due_on date not null generated always as ((received_on + interval '1 month')::date) stored,
  recorded_by text not null,
  recorded_at timestamptz not null default now(),
  answered_at timestamptz,
  answered_by text,
  -- [{what, count, why}]: how much was given, erased or kept, and why; no value
  outcome jsonb,
  primary key (partnership_id, request_id),
  check ((answered_at is null) = (answered_by is null))
);
call wall_off('subject_request');

-- Notices go as the schedule says, and never in their first year.
grant delete on governance_notice to vigil_app;
create policy old_ones_only on governance_notice as restrictive for delete to vigil_app
  using (noticed_at < now() - interval '1 year');

-- Sign-in belongs to no partnership, so the application's role cannot see it: what has ended goes by these, each partnership its members'.
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
revoke all on function remove_ended_sessions, remove_ended_devices, remove_ended_attempts from public;
grant execute on function remove_ended_sessions, remove_ended_devices, remove_ended_attempts to vigil_app;
