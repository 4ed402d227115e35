-- The register of sharing agreements: who shares what data with whom, for which purpose, from when until when (docs/domain.md, “Agreements”). A row is
-- never rewritten: an agreement that changes is a new row, and the old one is ended early.
create table sharing_agreement (
  partnership_id uuid not null references partnership on delete cascade,
  agreement_id uuid not null default gen_random_uuid(),
  purpose text not null check (length(purpose) between 10 and 400),
  covers text not null check (length(covers) between 3 and 400),
  starts_on date not null,
  -- the last day on which it is in force
  ends_on date not null check (ends_on >= starts_on),
  -- its number, or where the signed paper is
  reference text not null check (length(reference) between 1 and 200),
  -- of which streams it lets the partnerships that are its parties see exact counts of a cluster that crosses their border
  border_clusters text[] not null default '{}'
    constraint border_cluster_stream_is_known check (border_clusters <@ array['deaths', 'reversals']),
  recorded_by text not null,
  recorded_at timestamptz not null default now(),
  -- the last day it was in force after all; the day before it began: it never was
  ended_on date check (ended_on between starts_on - 1 and ends_on - 1),
  ended_by text,
  end_reason text check (length(end_reason) between 10 and 400),
  ended_at timestamptz,
  primary key (partnership_id, agreement_id),
  check ((ended_on is null) = (ended_by is null) and (ended_on is null) = (end_reason is null) and (ended_on is null) = (ended_at is null))
);
call wall_off('sharing_agreement');
call let_owner_administer('sharing_agreement');
call hold_writes_to_purpose('sharing_agreement', 'agreement:write', 'building the demonstration');
call hold_requests_only('sharing_agreement');

create table sharing_agreement_party (
  partnership_id uuid not null,
  agreement_id uuid not null,
  party smallint not null check (party >= 1),
  agency_id uuid,
  -- of a party that is no agency of the partnership
  name text check (length(name) between 1 and 120),
  primary key (partnership_id, agreement_id, party),
  unique (partnership_id, agreement_id, agency_id),
  foreign key (partnership_id, agreement_id) references sharing_agreement on delete cascade,
  foreign key (partnership_id, agency_id) references agency,
  check ((agency_id is null) <> (name is null))
);
-- serves: the agreements of an agency, at each request of its people and keys
create index sharing_agreement_party_agency on sharing_agreement_party (partnership_id, agency_id) where agency_id is not null;
call wall_off('sharing_agreement_party');
call let_owner_administer('sharing_agreement_party');
call hold_writes_to_purpose('sharing_agreement_party', 'agreement:write', 'building the demonstration');
call hold_requests_only('sharing_agreement_party');

revoke update, delete, truncate on sharing_agreement, sharing_agreement_party from vigil_app;
grant update (ended_on, ended_by, end_reason, ended_at) on sharing_agreement to vigil_app;

-- From when until when an agency has agreements: what the guards are told with the session or the API key.
create function agreement_spans(a_partnership uuid, an_agency uuid) returns jsonb
  language sql stable
  return (
    select coalesce(jsonb_agg(jsonb_build_object('startsOn', agreed.starts_on, 'endsOn', coalesce(agreed.ended_on, agreed.ends_on))), '[]')
    from sharing_agreement_party party
    join sharing_agreement agreed on agreed.partnership_id = party.partnership_id and agreed.agreement_id = party.agreement_id
    where party.partnership_id = a_partnership and party.agency_id = an_agency);
