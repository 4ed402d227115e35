-- vigil verify reads raw rows and computes every hash itself (server/audit/raw-chain.ts): whoever owns the database could put another view
-- in the place of this one, and it is believed by nobody any more.
drop view broken_audit;

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
