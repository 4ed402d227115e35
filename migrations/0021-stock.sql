-- Naloxone in stock: a ledger of kits over the places that hold them, safety alerts, ranges of kit numbers, and boxes that anybody can open.

-- A refusal in words for whoever asks, where the database alone can tell (server/serving/problems.ts).
create function refuse_in_words(sentence text) returns void
  language plpgsql
as $$ begin raise exception using errcode = 'VG422', message = 'refused in words', detail = sentence; end $$;

-- What can hold kits. A person is a worker, by the name the service knows them by, never somebody who was given a kit.
create table stock_holder (
  partnership_id uuid not null references partnership,
  holder_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('site', 'vehicle', 'box', 'person')),
  name text not null check (length(name) between 1 and 120),
  agency_id uuid,
  place geometry(Point, 4326),
  place_precision text not null default 'unknown' check (place_precision in ('exact', 'postcode', 'cell', 'lsoa', 'town', 'unknown')),
  capacity integer check (capacity between 1 and 100000),
  minimum_months double precision check (minimum_months > 0 and minimum_months <= 24),
  -- products it holds no longer: their absence is no alarm
  not_held text[] not null default '{}',
  closed_on date,
  revision integer not null default 1,
  primary key (partnership_id, holder_id),
  foreign key (partnership_id, agency_id) references agency,
  check ((place is null) = (place_precision = 'unknown'))
);
create unique index stock_holder_name_once on stock_holder (partnership_id, name_key(name));
call wall_off('stock_holder');
call hold_to_reach('stock_holder', $$(select current_reach()) = 'own_agency' and agency_id = (select current_agency_id())$$);
revoke delete on stock_holder from vigil_app;

create function reaches_holder(a_partnership uuid, a_holder uuid) returns boolean
  language sql stable cost 1
  as 'select exists (select from stock_holder where partnership_id = a_partnership and holder_id = a_holder)';

-- a line of stock names batch and product together, so that no line is of one product and of another's batch
alter table naloxone_batch add constraint naloxone_batch_of_product unique (partnership_id, batch_id, product_code);

-- Double entry: each line takes kits from one account and gives them to another, and is never changed. A mistake is a line that
-- takes it back: the same kits on the same day, the other way round.
create table stock_line (
  partnership_id uuid not null references partnership,
  line_id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('order', 'receive', 'move', 'issue', 'return', 'expire', 'destroy', 'count')),
  from_holder_id uuid,
  to_holder_id uuid,
  product_code text not null references naloxone_product,
  batch_id uuid,
  kits integer not null check (kits between 0 and 100000),
  -- of a count: what was there; kits is the difference from what the ledger held as it was recorded
  counted integer check (counted >= 0),
  occurred_on date not null,
  -- set by the trigger once the holders are locked, so that the order of a holder's lines is the order of its balances
  recorded_at timestamptz not null,
  recorded_by text not null default current_setting('vigil.user_id', true),
  note text check (length(note) between 1 and 400),
  document text check (length(document) between 1 and 120),
  supply_id uuid,
  order_line_id uuid,
  reverses_line_id uuid,
  primary key (partnership_id, line_id),
  unique (partnership_id, reverses_line_id),
  foreign key (partnership_id, from_holder_id) references stock_holder,
  foreign key (partnership_id, to_holder_id) references stock_holder,
  foreign key (partnership_id, batch_id, product_code) references naloxone_batch (partnership_id, batch_id, product_code),
  foreign key (partnership_id, supply_id) references naloxone_supply,
  foreign key (partnership_id, order_line_id) references stock_line,
  foreign key (partnership_id, reverses_line_id) references stock_line,
  check ((kind = 'order') = (batch_id is null)),
  check (kits > 0 or kind = 'count'),
  check ((counted is not null) = (kind = 'count' and reverses_line_id is null)),
  check (supply_id is null or kind in ('issue', 'return')),
  check (order_line_id is null or kind = 'receive'),
  check (case
    when kind = 'move' then from_holder_id is not null and to_holder_id is not null and from_holder_id <> to_holder_id
    when kind = 'count' then (from_holder_id is null) <> (to_holder_id is null)
    when (kind in ('order', 'receive', 'return')) = (reverses_line_id is null) then to_holder_id is not null and from_holder_id is null
    else from_holder_id is not null and to_holder_id is null end)
);
-- serve: the balance and the history of one holder, and what was issued to a supply
create index stock_line_from on stock_line (partnership_id, from_holder_id, batch_id, occurred_on) where from_holder_id is not null;
create index stock_line_to on stock_line (partnership_id, to_holder_id, batch_id, occurred_on) where to_holder_id is not null;
create index stock_line_supply on stock_line (partnership_id, supply_id) where supply_id is not null;
create index stock_line_order on stock_line (partnership_id, order_line_id) where order_line_id is not null;
call wall_off('stock_line');
call hold_to_reach('stock_line', 'reaches_holder(partnership_id, from_holder_id) or reaches_holder(partnership_id, to_holder_id)');
-- an agency sees what came from elsewhere, and writes between its own holders alone
alter policy within_reach on stock_line
  with check (case when (select current_reach()) = 'all' then true
    else (from_holder_id is null or reaches_holder(partnership_id, from_holder_id))
      and (to_holder_id is null or reaches_holder(partnership_id, to_holder_id)) end);
call hold_requests_only('stock_line');
revoke update, delete on stock_line from vigil_app;

-- Every line as its two entries: what left one account and came to another. Summed over all accounts they are zero, for each product and
-- batch; summed over one they are its balance. Of a batch that was joined into another, that other.
create function stock_entries() returns table (
    line_id uuid, kind text, account text, holder_id uuid, product_code text, batch_id uuid, kits integer, occurred_on date,
    recorded_at timestamptz, reverses_line_id uuid)
  language sql stable
  begin atomic
    select line.line_id, line.kind, side.account, side.holder_id, line.product_code, coalesce(batch.joined_into, line.batch_id),
      side.kits, line.occurred_on, line.recorded_at, line.reverses_line_id
    from stock_line line
    left join naloxone_batch batch on batch.partnership_id = line.partnership_id and batch.batch_id = line.batch_id
    cross join lateral (select case line.kind
      when 'order' then 'supplier'
      when 'receive' then case when line.order_line_id is null then 'supplier' else 'ordered' end
      when 'issue' then 'people' when 'return' then 'people'
      when 'expire' then 'expired' when 'destroy' then 'destroyed' when 'count' then 'difference' end as outside) as other
    cross join lateral (values
      (case when line.from_holder_id is null then other.outside when line.kind = 'order' then 'ordered' else 'holder' end, line.from_holder_id, -line.kits),
      (case when line.to_holder_id is null then other.outside when line.kind = 'order' then 'ordered' else 'holder' end, line.to_holder_id, line.kits)
    ) as side (account, holder_id, kits);
  end;

-- The one answer to how many kits of what are where, at the end of a day.
create function stock_on_hand(as_of date) returns table (holder_id uuid, product_code text, batch_id uuid, kits integer)
  language sql stable
  begin atomic
    select entry.holder_id, entry.product_code, entry.batch_id, sum(entry.kits)::int
    from stock_entries() entry
    where entry.account = 'holder' and entry.occurred_on <= as_of
    group by entry.holder_id, entry.product_code, entry.batch_id
    having sum(entry.kits) <> 0;
  end;

-- Kits that carry numbers, in ranges of a batch. Nothing ever wrote this table: a single kit, with the supply it went to, would have said
-- who holds it. A range says its batch, and no more.
drop policy within_reach on naloxone_kit;
alter table naloxone_kit
  drop column supply_id,
  alter column batch_id set not null,
  add column prefix text not null check (length(prefix) <= 20 and prefix !~ '[0-9]$'),
  add column digits integer not null check (digits between 1 and 12),
  add column first_number bigint not null check (first_number >= 0),
  add column last_number bigint not null,
  add check (last_number between first_number and first_number + 99999);
create unique index naloxone_kit_range_once on naloxone_kit (partnership_id, prefix, digits, first_number);

create function refuse_overlapping_kits() returns trigger
  language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(new.partnership_id || ' ' || new.prefix || ' ' || new.digits, 0));
  if exists (
    select from naloxone_kit kit
    where kit.prefix = new.prefix and kit.digits = new.digits and kit.kit_id <> new.kit_id
      and kit.first_number <= new.last_number and kit.last_number >= new.first_number
  ) then perform refuse_in_words('some of these numbers stand in another range already'); end if;
  return new;
end
$$;
create trigger kits_once before insert or update on naloxone_kit for each row execute function refuse_overlapping_kits();

create table stock_alert (
  partnership_id uuid not null references partnership,
  alert_id uuid not null default gen_random_uuid(),
  reference text not null check (length(reference) between 1 and 60),
  kind text not null check (kind in ('recall', 'quarantine', 'check_and_replace', 'inform')),
  class integer check (class between 1 and 4),
  product_code text not null references naloxone_product,
  title text not null check (length(title) between 1 and 200),
  advice text not null check (length(advice) between 1 and 4000),
  -- what whoever was given a kit reads, without an account; null: nothing is said in public
  public_notice text check (length(public_notice) between 1 and 2000),
  issued_on date not null,
  ended_on date check (ended_on >= issued_on),
  primary key (partnership_id, alert_id),
  unique (partnership_id, reference)
);
call wall_off('stock_alert');
call hold_writes_to_purpose('stock_alert', 'stock-alert:write');
revoke delete on stock_alert from vigil_app;

-- A batch by its number as `batch_key` spells it, whether it is recorded here or not: a delivery of it may come later. Or numbers of kits.
create table stock_alert_batch (
  partnership_id uuid not null references partnership,
  alert_id uuid not null,
  place integer not null,
  batch_number text check (length(batch_number) between 1 and 40),
  expires_as_printed text check (length(expires_as_printed) between 1 and 40),
  prefix text,
  digits integer,
  first_number bigint,
  last_number bigint,
  primary key (partnership_id, alert_id, place),
  foreign key (partnership_id, alert_id) references stock_alert,
  check (batch_number is not null or first_number is not null),
  check (num_nulls(prefix, digits, first_number, last_number) in (0, 4)),
  check (last_number >= first_number)
);
call wall_off('stock_alert_batch');
call hold_writes_to_purpose('stock_alert_batch', 'stock-alert:write');
revoke update, delete on stock_alert_batch from vigil_app;

-- What a holder says it has done about an alert; the newest counts.
create table stock_alert_answer (
  partnership_id uuid not null references partnership,
  answer_id uuid not null default gen_random_uuid(),
  alert_id uuid not null,
  holder_id uuid not null,
  state text not null check (state in ('acknowledged', 'not_required', 'ongoing', 'completed')),
  kits_found integer check (kits_found between 0 and 100000),
  note text check (length(note) between 1 and 400),
  answered_on date not null,
  answered_at timestamptz not null default clock_timestamp(),
  answered_by text not null default current_setting('vigil.user_id', true),
  primary key (partnership_id, answer_id),
  foreign key (partnership_id, alert_id) references stock_alert,
  foreign key (partnership_id, holder_id) references stock_holder
);
-- serves: the newest answer of each holder
create index stock_alert_answer_newest on stock_alert_answer (partnership_id, alert_id, holder_id, answered_at desc);
call wall_off('stock_alert_answer');
call hold_to_reach('stock_alert_answer', 'reaches_holder(partnership_id, holder_id)');
revoke update, delete on stock_alert_answer from vigil_app;

-- Which batches recorded here an alert is about: by number in one spelling, or because numbers of its kits lie in the alert's.
-- `is_part`: only some kits of it.
create function stock_alert_hits() returns table (alert_id uuid, batch_id uuid, is_part boolean)
  language sql stable
  begin atomic
    select alert.alert_id, coalesce(batch.joined_into, batch.batch_id), bool_and(part.first_number is not null)
    from stock_alert alert
    join stock_alert_batch part on part.partnership_id = alert.partnership_id and part.alert_id = alert.alert_id
    join naloxone_batch batch on batch.partnership_id = alert.partnership_id and batch.product_code = alert.product_code
      and (batch_key(batch.batch_number) = part.batch_number
        or part.batch_number is null and exists (
          select from naloxone_kit kit
          where kit.partnership_id = batch.partnership_id and kit.batch_id = batch.batch_id
            and kit.prefix = part.prefix and kit.digits = part.digits
            and kit.first_number <= part.last_number and kit.last_number >= part.first_number))
    group by alert.alert_id, coalesce(batch.joined_into, batch.batch_id);
  end;

-- How many of a batch a recall or quarantine keeps back at a holder on a day; null where none does. All of the batch; of some of its numbers
-- as many as the holder found, and all until it has looked.
create function kits_kept_back(a_holder uuid, a_batch uuid, on_day date) returns integer
  language sql stable
  return (
    select max(case when hit.is_part then coalesce(answer.kits_found, 2147483647) else 2147483647 end)
    from stock_alert_hits() hit
    join stock_alert alert on alert.alert_id = hit.alert_id
    left join lateral (
      select said.kits_found from stock_alert_answer said
      where said.partnership_id = alert.partnership_id and said.alert_id = alert.alert_id and said.holder_id = a_holder
        and said.kits_found is not null
      order by said.answered_at desc limit 1) answer on true
    where hit.batch_id = a_batch and alert.kind in ('recall', 'quarantine')
      and alert.issued_on <= on_day and (alert.ended_on is null or alert.ended_on >= on_day));

-- Holders are locked, always in one order, before anything is read of their balance: of two who take the last kit at once, the second waits and finds none.
create function post_stock_line() returns trigger
  language plpgsql
as $$
declare
  original stock_line;
  closed stock_holder;
  counted_on date;
begin
  perform from stock_holder holder
    where holder.partnership_id = new.partnership_id and holder.holder_id in (new.from_holder_id, new.to_holder_id)
    order by holder.holder_id for no key update;
  new.recorded_at := clock_timestamp();
  -- what a count found already holds whatever went before it, recorded or not; of an order there is no batch and no count
  select max(count.occurred_on) into counted_on from stock_line count
    where count.kind = 'count' and count.reverses_line_id is null and count.batch_id = new.batch_id and count.occurred_on > new.occurred_on
      and (count.from_holder_id in (new.from_holder_id, new.to_holder_id) or count.to_holder_id in (new.from_holder_id, new.to_holder_id))
      and not exists (select from stock_line back where back.reverses_line_id = count.line_id);
  if counted_on is not null then
    perform refuse_in_words(format('this batch was counted there on %s, which holds whatever happened before: take the count back first, or date it after the count', to_char(counted_on, 'FMDD FMMonth YYYY')));
  end if;
  if new.reverses_line_id is not null then
    select * into original from stock_line line where line.line_id = new.reverses_line_id;
    if original.reverses_line_id is not null then perform refuse_in_words('a line that takes another back is not taken back: record it anew'); end if;
    if (new.kind, new.product_code, new.kits, new.occurred_on) is distinct from (original.kind, original.product_code, original.kits, original.occurred_on)
      or (new.batch_id, new.supply_id, new.order_line_id) is distinct from (original.batch_id, original.supply_id, original.order_line_id)
      or (new.from_holder_id, new.to_holder_id) is distinct from (original.to_holder_id, original.from_holder_id)
    then raise check_violation using message = 'a reversal is its original, the other way round'; end if;
    if original.kind = 'order' and exists (
      select from stock_line receipt where receipt.order_line_id = original.line_id and receipt.reverses_line_id is null
        and not exists (select from stock_line back where back.reverses_line_id = receipt.line_id))
    then perform refuse_in_words('some of this order has been received: take that back first'); end if;
    return new;
  end if;
  select * into closed from stock_holder holder
    where holder.holder_id in (new.from_holder_id, new.to_holder_id) and holder.closed_on < new.occurred_on limit 1;
  if closed.holder_id is not null then perform refuse_in_words(format('%s holds nothing since %s', closed.name, to_char(closed.closed_on, 'FMDD FMMonth YYYY'))); end if;
  if new.order_line_id is not null and not exists (
    select from stock_line asked where asked.line_id = new.order_line_id and asked.kind = 'order' and asked.reverses_line_id is null
      and asked.product_code = new.product_code and asked.to_holder_id = new.to_holder_id
      and not exists (select from stock_line back where back.reverses_line_id = asked.line_id))
  then perform refuse_in_words('there is no open order of this product for this holder'); end if;
  return new;
end
$$;
create trigger post_stock_line before insert on stock_line for each row execute function post_stock_line();

-- The first day on which a holder would have less than nothing of a batch; null where there is none.
create function first_day_below_zero(a_holder uuid, a_batch uuid) returns date
  language sql stable
  return (select min(day) from (
    select occurred_on as day, sum(sum(case when to_holder_id = a_holder then line.kits else -line.kits end)) over (order by occurred_on) as kits
    from stock_line line
    join naloxone_batch batch on batch.partnership_id = line.partnership_id and batch.batch_id = line.batch_id
    where (line.from_holder_id = a_holder or line.to_holder_id = a_holder) and coalesce(batch.joined_into, batch.batch_id) = a_batch
    group by occurred_on) as balance
  where kits < 0);

create function keep_stock_above_zero() returns trigger
  language plpgsql
as $$
declare
  short_on date;
  the_batch uuid := (select coalesce(joined_into, batch_id) from naloxone_batch batch where batch.batch_id = new.batch_id);
  the_number text := (select batch_number from naloxone_batch batch where batch.batch_id = the_batch);
  the_name text := (select name from stock_holder holder where holder.holder_id = new.from_holder_id);
  kept_back integer;
begin
  if new.kind = 'order' or new.from_holder_id is null then return null; end if;
  short_on := first_day_below_zero(new.from_holder_id, the_batch);
  if short_on is not null then
    perform refuse_in_words(format('%s would have fewer than none of batch %s on %s: record what came in before it first, or fewer kits',
      the_name, the_number, to_char(short_on, 'FMDD FMMonth YYYY')));
  end if;
  if new.kind = 'issue' and new.reverses_line_id is null then
    kept_back := kits_kept_back(new.from_holder_id, the_batch, new.occurred_on);
    if kept_back is not null and kept_back > coalesce((
      select on_hand.kits from stock_on_hand('infinity') on_hand where on_hand.holder_id = new.from_holder_id and on_hand.batch_id = the_batch), 0)
    then perform refuse_in_words(format('batch %s is set aside by a safety alert at %s and cannot be given out', the_number, the_name)); end if;
  end if;
  return null;
end
$$;
create trigger keep_stock_above_zero after insert on stock_line for each row execute function keep_stock_above_zero();

-- Parting batches again that were said to be one: not where kits were taken under the one number that came in under the other. As the owner,
-- since whoever says so need not see who holds them.
create function keep_parted_batches_above_zero() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if exists (
    select from stock_line line
    where line.batch_id in (new.batch_id, old.joined_into, new.joined_into) and line.from_holder_id is not null
      and first_day_below_zero(line.from_holder_id, line.batch_id) is not null)
  then perform refuse_in_words('kits were taken from stock under the one number that had come in under the other: they stay one batch'); end if;
  return null;
end
$$;
create trigger keep_parted_batches_above_zero after update of joined_into on naloxone_batch
  for each row when (new.joined_into is null and old.joined_into is not null) execute function keep_parted_batches_above_zero();

-- A box that anybody can open: what is written of it beside what every holder has.
create table public_box (
  partnership_id uuid not null references partnership,
  holder_id uuid not null,
  guardian text check (length(guardian) between 1 and 120),
  address text check (length(address) between 1 and 200),
  surroundings text check (length(surroundings) between 1 and 400),
  hours text check (length(hours) between 1 and 200),
  make_and_serial text check (length(make_and_serial) between 1 and 120),
  primary key (partnership_id, holder_id),
  foreign key (partnership_id, holder_id) references stock_holder
);
call wall_off('public_box');
call hold_to_reach('public_box', 'reaches_holder(partnership_id, holder_id)');
revoke delete on public_box from vigil_app;

-- What happened to it. The newest says whether it is ready: after an opening it is out of service until somebody has looked.
create table public_box_event (
  partnership_id uuid not null references partnership,
  event_id uuid not null default gen_random_uuid(),
  holder_id uuid not null,
  kind text not null check (kind in ('ready', 'not_ready', 'opened', 'out_of_service')),
  happened_on date not null,
  kits_left integer check (kits_left between 0 and 1000),
  note text check (length(note) between 1 and 400),
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default current_setting('vigil.user_id', true),
  primary key (partnership_id, event_id),
  foreign key (partnership_id, holder_id) references public_box
);
-- serves: the newest of each box
create index public_box_event_newest on public_box_event (partnership_id, holder_id, happened_on desc, recorded_at desc);
call wall_off('public_box_event');
call hold_to_reach('public_box_event', 'reaches_holder(partnership_id, holder_id)');
revoke update, delete on public_box_event from vigil_app;
