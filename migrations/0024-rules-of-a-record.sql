-- What a record may say (server/contract/rules): an expiry printed as a month, why an expired kit was supplied, one spelling of a name and
-- of a batch. What stands already against the rules stays: it is listed under "To look at" and put right by a person.

-- The last day of an expiry printed as a month is stored; the precision says how it was printed.
alter table naloxone_batch
  add column expires_precision text not null default 'day' check (expires_precision in ('day', 'month')),
  -- somebody has said that this is the same batch as another one, typed differently; null again where they were wrong
  add column joined_into uuid check (joined_into <> batch_id),
  -- stood beside another spelling of itself when spellings were first compared
  add column is_double boolean not null default false,
  add foreign key (partnership_id, joined_into) references naloxone_batch (partnership_id, batch_id);

alter table naloxone_supply_revision add column expired_reason text check (length(expired_reason) <= 400);

-- One spelling: letters composed, one kind of apostrophe and quotation mark, single blanks, no case. As `nameKey` in server/contract/text.ts.
create function name_key(name text) returns text
  language sql immutable strict parallel safe
  return lower(btrim(regexp_replace(
    translate(normalize(name, NFC), U&'\00a0\2018\2019\201b\02bc\2032`\00b4\201c\201d\201e\201f\2033\2010\2011', U&' \0027\0027\0027\0027\0027\0027\0027"""""--'),
    '\s+', ' ', 'g')));

-- As `normaliseBatchNumber` in server/contract/text.ts.
create function batch_key(batch_number text) returns text
  language sql immutable strict parallel safe
  return upper(btrim(regexp_replace(normalize(batch_number, NFKC), '\s+', ' ', 'g')));

alter table agency add column is_double boolean not null default false;
alter table toxicology_panel add column is_double boolean not null default false;

-- Only the owner of the database sees every partnership; row-level security is forced on it too.
alter table agency no force row level security;
alter table toxicology_panel no force row level security;
alter table naloxone_batch no force row level security;

update agency set is_double = true
from agency first
where first.partnership_id = agency.partnership_id and name_key(first.name) = name_key(agency.name)
  and (first.created_at, first.agency_id) < (agency.created_at, agency.agency_id);
update toxicology_panel set is_double = true
from toxicology_panel first
where first.partnership_id = toxicology_panel.partnership_id and name_key(first.name) = name_key(toxicology_panel.name)
  and first.panel_id < toxicology_panel.panel_id;
update naloxone_batch set is_double = true
from naloxone_batch first
where first.partnership_id = naloxone_batch.partnership_id and first.product_code = naloxone_batch.product_code
  and batch_key(first.batch_number) = batch_key(naloxone_batch.batch_number) and first.batch_id < naloxone_batch.batch_id;

alter table agency force row level security;
alter table toxicology_panel force row level security;
alter table naloxone_batch force row level security;

create unique index agency_name_once on agency (partnership_id, name_key(name)) where not is_double;
create unique index toxicology_panel_name_once on toxicology_panel (partnership_id, name_key(name)) where not is_double;
create unique index naloxone_batch_number_once on naloxone_batch (partnership_id, product_code, batch_key(batch_number)) where not is_double;
