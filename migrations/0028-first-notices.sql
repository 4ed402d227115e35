-- The first notice of a death: what somebody sends within hours, and what a coordinator makes of it. It is no death: it counts nowhere until
-- it is accepted, and then once.

alter table agency drop constraint agency_kind_check,
  add constraint agency_kind_check check (kind in (
    'public_health', 'drug_service', 'outreach', 'police', 'ambulance', 'hospital', 'pharmacy', 'prison', 'probation',
    'criminal_justice_team', 'housing', 'peer_network', 'coroner', 'council', 'voluntary', 'children_services', 'youth_justice',
    'education', 'gp', 'medical_examiner', 'fire', 'other'));

create table death_notice (
  partnership_id uuid not null references partnership,
  notice_id uuid not null default gen_random_uuid(),
  -- the kind of agency that tells
  sent_by text not null,
  -- its own number
  reference text check (length(reference) between 1 and 120),
  event_day date not null,
  event_day_basis text not null check (event_day_basis in ('death', 'found', 'reported')),
  event_day_precision text not null check (event_day_precision in ('day', 'month', 'year')),
  age_years integer check (age_years between 0 and 120),
  sex text not null check (sex in ('female', 'male', 'other', 'unknown')),
  found_town text check (length(found_town) <= 120),
  residence_town text check (length(residence_town) <= 120),
  setting text not null,
  believed_taken text[] not null,
  circumstances text check (length(circumstances) <= 2000),
  -- every agency and professional that had to do with the person: whom to ask
  involved jsonb not null check (jsonb_typeof(involved) = 'array'),
  -- the partnership that passed it on, by its name
  passed_from text,
  received_on date not null,
  recorded_at timestamptz not null default now(),
  entered_by_agency_id uuid default current_agency_id(),
  -- which parts are sealed beside it
  sealed_parts text[] not null default '{}',
  state text not null check (state in ('waiting', 'accepted', 'merged', 'rejected', 'routed', 'passed_on')),
  death_id uuid,
  decided_at timestamptz,
  primary key (partnership_id, notice_id),
  foreign key (partnership_id, entered_by_agency_id) references agency (partnership_id, agency_id),
  foreign key (partnership_id, death_id) references death on delete set null (death_id),
  check (state not in ('accepted', 'merged') or death_id is not null)
);
-- serves: the inbox, the oldest first
create index death_notice_waiting on death_notice (partnership_id, received_on, notice_id) where state = 'waiting';
-- serves: the notices of a death
create index death_notice_death on death_notice (partnership_id, death_id) where death_id is not null;
-- one that is sent again is the same
create unique index death_notice_once on death_notice (partnership_id, entered_by_agency_id, reference)
  where reference is not null;
call wall_off('death_notice');
call let_owner_administer('death_notice');
call hold_to_reach('death_notice', $$(select current_reach()) = 'own_agency' and entered_by_agency_id = (select current_agency_id())$$);
call hold_requests_only('death_notice');
revoke update, delete on death_notice from vigil_app;
grant update (state, death_id, decided_at) on death_notice to vigil_app;

create function reaches_death_notice(a_partnership uuid, a_notice uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from death_notice where partnership_id = a_partnership and notice_id = a_notice)';

-- Who the person was, and the whole of what was pasted, as the application sealed them (server/keys): apart, as identities are.
create table death_notice_sealed (
  partnership_id uuid not null,
  notice_id uuid not null,
  sealed bytea not null,
  primary key (partnership_id, notice_id),
  foreign key (partnership_id, notice_id) references death_notice on delete cascade
);
call wall_off('death_notice_sealed');
call let_owner_administer('death_notice_sealed');
call hold_to_reach('death_notice_sealed', 'reaches_death_notice(partnership_id, notice_id)');
call hold_requests_only('death_notice_sealed');

-- What was decided of a notice, by whom and why; taken back, it waits again.
create table death_notice_decision (
  partnership_id uuid not null,
  notice_id uuid not null,
  decision integer not null check (decision >= 1),
  decided text not null check (decided in ('accepted', 'merged', 'rejected', 'routed', 'passed_on', 'undone')),
  death_id uuid,
  reason text check (length(reason) between 1 and 400),
  decided_by text not null default current_setting('vigil.user_id', true),
  decided_at timestamptz not null default now(),
  primary key (partnership_id, notice_id, decision),
  foreign key (partnership_id, notice_id) references death_notice on delete cascade
);
call wall_off('death_notice_decision');
call hold_to_reach('death_notice_decision', 'reaches_death_notice(partnership_id, notice_id)');
revoke update, delete on death_notice_decision from vigil_app;

-- The other partnerships that use this Vigil: who else may be told of a death, and nothing of them but what they are called.
create function partnerships_beside() returns table (partnership_id uuid, slug text, name text)
  language sql stable security definer set search_path = public, pg_temp
  as $$select other.partnership_id, other.slug, other.name
    from partnership here
    join partnership other on other.partnership_id <> here.partnership_id and other.country = here.country and other.is_synthetic = here.is_synthetic
    where here.partnership_id = current_partnership_id() and current_purpose() in ('notice:decide', 'notice:read')
    order by other.name$$;

-- Lays a notice of this partnership into the inbox of another, where it waits like any other. It reads one's own notice and writes one row
-- there (with what the application sealed for it); it answers nothing of the other partnership.
create function pass_death_notice(a_notice uuid, to_partnership uuid, as_notice uuid, as_sealed bytea) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if current_purpose() <> 'notice:decide' or current_reach() <> 'all' then
    raise insufficient_privilege using message = 'only whoever decides about notices passes one on';
  end if;
  insert into death_notice (partnership_id, notice_id, sent_by, reference, event_day, event_day_basis, event_day_precision, age_years, sex,
    found_town, residence_town, setting, believed_taken, circumstances, involved, passed_from, received_on, entered_by_agency_id,
    sealed_parts, state)
  select other.partnership_id, as_notice, notice.sent_by, notice.reference, notice.event_day, notice.event_day_basis,
    notice.event_day_precision, notice.age_years, notice.sex, notice.found_town, notice.residence_town, notice.setting,
    notice.believed_taken, notice.circumstances,
    -- agencies are known by their ids here alone
    (select coalesce(jsonb_agg(one || '{"agencyId": null}'::jsonb), '[]') from jsonb_array_elements(notice.involved) one),
    here.name, coalesce(other.pinned_today, (now() at time zone other.time_zone)::date), null, notice.sealed_parts, 'waiting'
  from death_notice notice
  join partnership here on here.partnership_id = notice.partnership_id
  join partnership other on other.partnership_id = to_partnership and other.country = here.country
    and other.partnership_id <> here.partnership_id
  where notice.partnership_id = current_partnership_id() and notice.notice_id = a_notice;
  if not found then raise no_data_found using message = 'there is no such notice, or no such partnership'; end if;
  if as_sealed is not null then
    insert into death_notice_sealed (partnership_id, notice_id, sealed) values (to_partnership, as_notice, as_sealed);
  end if;
end
$$;
revoke all on function partnerships_beside, pass_death_notice from public;
grant execute on function partnerships_beside, pass_death_notice to vigil_app;
