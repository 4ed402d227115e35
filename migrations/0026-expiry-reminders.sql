-- Reminders that a kit is about to expire: of whoever agreed to one, and of who looks after stock.

-- Where to write, and from when. One mail, and the row goes. Nothing says which kit, who supplied it or who the person is: of them there is what
-- says that they have died, or that they want no mail, as HMAC-SHA-256 (server/identity/find-again.ts). The day is the first of a month.
create table expiry_reminder (
  partnership_id uuid not null references partnership on delete cascade,
  reminder_id uuid not null default gen_random_uuid(),
  remind_on date not null,
  sealed bytea not null,
  email_blind bytea not null,
  -- of the address, a code of the service, an NHS number, a name with the day of birth: what was given, in one order
  blinds bytea[] not null check (email_blind = any (blinds)),
  blind_key_id text not null,
  primary key (partnership_id, reminder_id),
  -- asked for twice it is one
  unique (partnership_id, remind_on, blinds)
);
call wall_off('expiry_reminder');
call hold_to_purpose('expiry_reminder', 'supply:read', 'supply:write', 'answer a subject access request', 'answer a request for erasure', 'send mail', 'look after keys', 'carry out the retention schedule');
call hold_requests_only('expiry_reminder');

-- All reminders to somebody, by whatever says who it is; and all others to the same address, which may be their family's by now.
create function stop_reminders(some_blinds bytea[]) returns void
  language sql
begin atomic
  delete from expiry_reminder
  where email_blind in (select email_blind from expiry_reminder found where found.blinds && some_blinds);
end;

-- Once who has died is known, whoever writes it down: in the same transaction, and as the owner, since they need not see who asked.
create function stop_reminders_of_dead() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if exists (select from identity where identity_id = new.identity_id and subject = 'death') then
    perform stop_reminders(array[new.blind]);
  end if;
  return null;
end
$$;
create trigger stop_reminders_of_dead after insert on identity_index for each row execute function stop_reminders_of_dead();

-- Whether a mail may go, looked at once more as it is sent: who died may have been known before the reminder was asked for. Unsure: the
-- two were made with different keys.
create function reminder_standing(a_reminder uuid) returns text
  language sql stable
  return (
    select case
      when exists (
        select from identity_index named
        join identity dead on dead.partnership_id = named.partnership_id and dead.identity_id = named.identity_id and dead.subject = 'death'
        where named.blind = any (reminder.blinds)) then 'died'
      when exists (select from identity_index named where named.blind_key_id <> reminder.blind_key_id) then 'unsure'
      else 'stands' end
    from expiry_reminder reminder where reminder.reminder_id = a_reminder);

-- Who of the staff wants to be told that kits of a holder expire soon, at most once a month; `looked_on`: when it was last looked.
create table stock_reminder (
  partnership_id uuid not null references partnership,
  holder_id uuid not null,
  account_id uuid not null,
  looked_on date,
  primary key (partnership_id, holder_id, account_id),
  foreign key (partnership_id, holder_id) references stock_holder
);
call wall_off('stock_reminder');
call hold_to_reach('stock_reminder', 'reaches_holder(partnership_id, holder_id)');
call hold_requests_only('stock_reminder');
