-- Partnerships (tenants) and their agencies.

create table partnership (
  partnership_id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null check (length(name) between 1 and 120),
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  -- where the map opens and which shipped basemap lies under it; null: draw the partnership's own areas
  basemap text,
  is_synthetic boolean not null default false,
  -- a demonstration's own today, which stands still; null: the real day in time_zone
  pinned_today date check (pinned_today is null or is_synthetic),
  -- what it sees in a usual year, from its annual reports: tells the check for rises (D1) what to expect before there are two years of
  -- records. It weighs as much as 20 events of its own
  usual_deaths_a_year numeric check (usual_deaths_a_year > 0),
  usual_reversals_a_year numeric check (usual_reversals_a_year > 0),
  -- whose partnerships the national check takes together (`vigil national`); null where none was named
  region text check (length(region) between 1 and 120),
  -- What follows is off until the proof shows that all checks together keep within the budget of false alarms (docs/detection.md).
  -- overdoses not known to be fatal, with naloxone or without, as a stream of their own
  watches_overdoses boolean not null default false,
  -- drugs believed taken at overdoses, the doses of naloxone it took and how it ended, weeks before toxicology
  watches_believed_drugs boolean not null default false,
  -- two weaker findings of different streams at one time and place may make a watch notify: on top of the budget
  upgrades_watches boolean not null default false,
  -- what a desk expects to be told whatever the arithmetic, each by a rule that can be said in a sentence: no signals, and in no budget
  plain_notice_rules text[] not null default array['persons_at_event', 'event_at_address', 'events_at_hostel', 'age_and_sex']
    constraint plain_notice_rule_is_known check (
      plain_notice_rules <@ array['persons_at_event', 'event_at_address', 'events_at_hostel', 'age_and_sex']),
  created_at timestamptz not null default now()
);
call wall_off('partnership');
-- which partnerships there are is asked before one is chosen: by the owner of the database, never by the application's role
call let_owner_administer('partnership');
-- the login role alone makes and names them; what a night goes by, until there are two years of records, is said by those who run it
revoke insert, update, delete, truncate on partnership from vigil_app;
grant update (usual_deaths_a_year, usual_reversals_a_year) on partnership to vigil_app;
call hold_writes_to_purpose('partnership', 'night:write');
call hold_requests_only('partnership');

create table agency (
  partnership_id uuid not null references partnership,
  agency_id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in (
    'public_health', 'drug_service', 'outreach', 'police', 'ambulance', 'hospital', 'pharmacy', 'prison', 'probation',
    'criminal_justice_team', 'housing', 'peer_network', 'coroner', 'council', 'voluntary', 'other')),
  -- stood beside another spelling of itself when spellings were first compared
  is_double boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (partnership_id, agency_id),
  unique (partnership_id, name)
);
create unique index agency_name_once on agency (partnership_id, name_key(name)) where not is_double;
call wall_off('agency');
-- which agency somebody belongs to is read with their session, before any partnership is chosen
call let_owner_administer('agency');
