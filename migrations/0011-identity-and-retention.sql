-- Who the dead were, and who mourns them: apart from everything else, which carries the pseudonym (death_id) alone. And what carrying out the
-- retention schedule (server/identity/retention/schedule.ts, docs/retention.md) goes by: holds, and requests of living people.
-- Every sealed column is AES-256-GCM by the application (server/keys/keyring.ts), bound to table, column, partnership and row; the
-- database never sees the key, nor does a statement. Of a sealed value only the id of its key can be read: encode(substr(…, 2, 8), 'escape').

create table identity (
  partnership_id uuid not null references partnership,
  identity_id uuid not null default gen_random_uuid(),
  -- the person who died, or a living person (next of kin) known because of the death
  subject text not null check (subject in ('death', 'living')),
  death_id uuid not null,
  name bytea,
  other_names bytea,
  date_of_birth bytea,
  nhs_number bytea,
  addresses bytea,
  -- a living person's relationship, telephone, e-mail and wishes
  contact bytea,
  recorded_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (partnership_id, identity_id),
  foreign key (partnership_id, death_id) references death on delete cascade,
  check (subject = 'living' or contact is null)
);
create unique index identity_one_a_death on identity (partnership_id, death_id) where subject = 'death';
-- serves: next of kin of a death
create index identity_death on identity (partnership_id, death_id);
call wall_off('identity');
-- who may not reach every case does not even learn that there is an identity
call hold_to_reach('identity', 'false');

-- HMAC-SHA-256 of a normalised value, by which a person is found again within one partnership without being readable.
create table identity_index (
  partnership_id uuid not null,
  identity_id uuid not null,
  kind text not null check (kind in ('nhs_number', 'name_and_birth', 'name_and_postcode', 'email', 'phone')),
  blind bytea not null,
  -- which blind index key made it: under another nothing would be found, and nobody would know
  blind_key_id text not null,
  primary key (partnership_id, identity_id, kind, blind),
  foreign key (partnership_id, identity_id) references identity on delete cascade
);
-- serves: whose value is this
create index identity_index_blind on identity_index (partnership_id, kind, blind);
call wall_off('identity_index');
call hold_to_reach('identity_index', 'false');

-- Who opened an identity, when, for what and which fields. The audit chain has the same without the note.
create table identity_opening (
  partnership_id uuid not null references partnership,
  opening_id uuid not null default gen_random_uuid(),
  death_id uuid not null,
  opened_at timestamptz not null default now(),
  opened_by text not null,
  purpose text not null,
  -- sealed: what people write about a reason often names somebody
  note bytea,
  fields text[] not null,
  primary key (partnership_id, opening_id)
);
-- serves: who has opened this one, latest first
create index identity_opening_death on identity_opening (partnership_id, death_id, opened_at desc);
call wall_off('identity_opening');
call hold_to_reach('identity_opening', $$(select current_purpose()) = 'case-access:read'$$);
call hold_requests_only('identity_opening');

-- What the information governance lead is told at once.
create table governance_notice (
  partnership_id uuid not null references partnership,
  notice_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('break_glass')),
  noticed_at timestamptz not null default now(),
  by_user text not null,
  death_id uuid not null,
  -- sealed
  reason bytea not null,
  read_at timestamptz,
  read_by text,
  primary key (partnership_id, notice_id)
);
-- serves: unread first, then latest first
create index governance_notice_time on governance_notice (partnership_id, noticed_at desc);
call wall_off('governance_notice');
call hold_to_reach('governance_notice', $$(select current_purpose()) = 'audit:read'$$);
-- notices go as the schedule says, and never in their first year
create policy old_ones_only on governance_notice as restrictive for delete to vigil_app
  using (noticed_at < now() - interval '1 year');
call hold_requests_only('governance_notice');

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
call hold_to_reach('legal_hold', $$(select current_purpose()) = 'retention:read'$$);
call hold_writes_to_purpose('legal_hold', 'hold:write', 'carry out the retention schedule');
call hold_requests_only('legal_hold');

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
call hold_to_reach('subject_request', 'false');
call hold_requests_only('subject_request');
