-- Mail is a kind of work, the first that goes out of the house. It holds no address and no text: only whom it is for, and why. The address is
-- read when it is sent; what is said is the same for everybody (server/mail/message.ts).
alter table work drop constraint work_kind_check;
alter table work add constraint work_kind_check
  check (kind in ('import', 'release', 'retention', 'night', 'night_preview', 'monthly_report', 'national', 'mail'));
-- serves: what became of the latest mail to somebody
create index work_mail on work (partnership_id, (asked ->> 'accountId'), asked_at desc) where kind = 'mail';

-- Whoever invites asks for the mail and sees what became of it.
alter policy within_reach on work
  using (case when (select current_reach()) = 'all' then true
    else kind = 'retention' and (select current_purpose()) = 'retention:read'
      or kind = 'mail' and (select current_purpose()) in ('person:read', 'person:write', 'administrator:confirm') end)
  with check (case when (select current_reach()) = 'all' then true
    else kind = 'retention' and (select current_purpose()) = 'retention:read'
      or kind = 'mail' and (select current_purpose()) = 'person:write' end);

-- The link of an invitation that waits to be sent, sealed with the key file: its hash alone could not be sent. Gone once it is.
create table mail_link (
  partnership_id uuid not null,
  invitation_id uuid not null,
  sealed bytea not null,
  primary key (partnership_id, invitation_id),
  foreign key (partnership_id, invitation_id) references invitation on delete cascade
);
call wall_off('mail_link');
call hold_to_purpose('mail_link', 'person:write', 'send mail', 'look after keys', 'carry out the retention schedule');

-- When its person was written to that there is something to see; null: not yet.
alter table account_notice add column mailed_at timestamptz;
drop trigger for_its_purpose on account_notice;
create trigger for_its_purpose before insert or update or delete on account_notice
  for each statement execute function refuse_other_purposes('person:write', 'administrator:confirm', 'carry out the retention schedule', 'send mail');

-- Where somebody with a place in this partnership is written to, told to nothing but the sending of mail. Null: nobody is.
create function mail_address(an_account uuid) returns text
  language sql stable security definer set search_path = public, pg_temp
  return (
    select email from account
    where account_id = an_account and not is_disabled and current_purpose() = 'send mail'
      and exists (
        select from membership
        where membership.partnership_id = current_partnership_id() and membership.account_id = an_account and not membership.is_disabled));

-- Whether a link still works: one that was replaced, accepted or declined meanwhile is not sent.
create function invitation_stands(an_invitation uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return current_purpose() = 'send mail' and exists (
    select from invitation
    where partnership_id = current_partnership_id() and invitation_id = an_invitation and used_at is null and expires_at > now());

-- Whether there is something that somebody has neither seen nor been written to of.
create function notices_wait(an_account uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return current_purpose() = 'send mail' and mail_address(an_account) is not null and exists (
    select from account_notice where account_id = an_account and seen_at is null and mailed_at is null);

create function note_notices_mailed(an_account uuid) returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update account_notice set mailed_at = now()
  where account_id = an_account and mailed_at is null and mail_address(an_account) is not null;
end;
revoke all on function mail_address, invitation_stands, notices_wait, note_notices_mailed from public;
grant execute on function mail_address, invitation_stands, notices_wait, note_notices_mailed to vigil_app;
