-- Who read and wrote what: append-only, hash-chained per partnership, in the transaction of the deed itself.
-- No personal detail stands in it: who, for what purpose, which operation, which record, which fields, how many.

create table audit_head (
  partnership_id uuid primary key references partnership,
  length bigint not null default 0,
  hash bytea not null default sha256('vigil')
);
call wall_off('audit_head');

create table audit_entry (
  partnership_id uuid not null references partnership,
  entry bigint not null check (entry >= 1),
  at timestamptz not null,
  user_id text not null,
  purpose text not null,
  action text not null check (action in ('read', 'write', 'export')),
  operation text not null,
  record_id uuid,
  fields text[] not null,
  records integer not null check (records >= 0),
  previous_hash bytea not null,
  hash bytea not null,
  primary key (partnership_id, entry)
);
-- serves: who has opened this record
create index audit_entry_record on audit_entry (partnership_id, record_id, entry) where record_id is not null;
call wall_off('audit_entry');
revoke insert, update, delete, truncate on audit_head, audit_entry from vigil_app;

-- What an entry's hash covers: everything in it and the hash before. Verification computes the same.
create function audit_hash(audited audit_entry) returns bytea
  language sql immutable
  return sha256(audited.previous_hash || convert_to(jsonb_build_array(
    audited.partnership_id, audited.entry, (extract(epoch from audited.at) * 1000000)::bigint, audited.user_id, audited.purpose,
    audited.action, audited.operation, audited.record_id, audited.fields, audited.records)::text, 'UTF8'));

-- Appends one entry to the chain of the transaction's own partnership. The application's role may call this and nothing else:
-- it can neither change an entry nor choose whose chain it writes.
create function append_audit(an_action text, an_operation text, a_record uuid, the_fields text[], the_records integer) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  head audit_head;
  appended audit_entry;
begin
  insert into audit_head (partnership_id) values (current_partnership_id()) on conflict do nothing;
  select * into strict head from audit_head where partnership_id = current_partnership_id() for update;
  appended := row(
    head.partnership_id, head.length + 1, clock_timestamp(), current_setting('vigil.user_id', true), current_setting('vigil.purpose', true),
    an_action, an_operation, a_record, the_fields, the_records, head.hash, null);
  appended.hash := audit_hash(appended);
  insert into audit_entry select appended.*;
  update audit_head set length = appended.entry, hash = appended.hash where partnership_id = head.partnership_id;
end
$$;
revoke all on function append_audit from public;
grant execute on function append_audit to vigil_app;

-- The first entry that is not what was written: altered, missing, put in another order, or cut off at the end. No row: the chain is whole.
create view broken_audit with (security_invoker = true) as
with chain as (
  select audited.*,
    audit_hash(audited) as computed,
    lag(audited.hash, 1, sha256('vigil')) over chain_order as hash_before,
    row_number() over chain_order as place
  from audit_entry audited
  window chain_order as (partition by partnership_id order by entry)
),
fault as (
  select partnership_id, entry,
    case
      when entry <> place then 'an entry before it is missing'
      when previous_hash <> hash_before then 'it does not follow from the entry before it'
      when hash <> computed then 'it was altered'
    end as reason
  from chain
  union all
  select head.partnership_id, head.length, 'entries at the end are missing'
  from audit_head head
  where head.hash is distinct from coalesce(
    (select audited.hash from audit_entry audited where audited.partnership_id = head.partnership_id order by audited.entry desc limit 1),
    sha256('vigil'))
    or head.length <> (select coalesce(max(audited.entry), 0) from audit_entry audited where audited.partnership_id = head.partnership_id)
)
select distinct on (partnership_id) partnership_id, entry, reason
from fault
where reason is not null
order by partnership_id, entry;
grant select on broken_audit to vigil_app;
