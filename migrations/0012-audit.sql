-- Who read and wrote what: append-only, hash-chained per partnership, in the transaction of the deed itself. Sign-ins, permissions, refusals
-- and opened identities stand in the chain beside reads and writes.
-- No personal detail stands in it: who, for what purpose, which operation, which record, which fields, how many.
-- vigil verify reads raw rows and computes every hash itself (server/audit/raw-chain.ts).

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
  action text not null check (
    action in ('read', 'write', 'export', 'sign_in', 'permission', 'refused', 'identity')),
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
-- serves: what was refused, latest first
create index audit_entry_refused on audit_entry (partnership_id, entry) where action = 'refused';
-- serves: how many records somebody has read in the last quarter of an hour
create index audit_entry_user on audit_entry (partnership_id, user_id, at);
call wall_off('audit_entry');
revoke insert, update, delete, truncate on audit_head, audit_entry from vigil_app;

-- What an entry's hash covers: everything in it and the hash before.
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

-- What each node's file of anchors (server/audit/anchor-file.ts) ended with when it was last added to. The file says what the chain was,
-- this says what the file was: whoever reaches one of them alone cannot shorten either unseen.
create table audit_anchor (
  partnership_id uuid not null references partnership,
  -- the beginning of the SHA-256 of the public key that the file is signed with
  node text not null check (node ~ '^[0-9a-f]{16}$'),
  number integer not null check (number >= 1),
  line_hash text not null check (line_hash ~ '^[0-9a-f]{64}$'),
  length bigint not null check (length >= 0),
  anchored_at timestamptz not null,
  primary key (partnership_id, node)
);
call wall_off('audit_anchor');
revoke delete, truncate on audit_anchor from vigil_app;
