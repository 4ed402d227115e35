-- Whether the partnership wants an estimate of the events that nobody reported, from how many two kinds of reporters both reported. Off at
-- first: it holds only where one reporting says nothing of whether the other does.
alter table partnership add column estimates_missing_events boolean not null default false;

-- Which report speaks for its event. For the owner, because the first of the group may be a report that whoever chooses does not see, and an
-- agency that joined two of its own must be answered the same whether or not a third is there.
create function choose_speaking_report(a_report uuid, a_speaker uuid, a_person text, a_day date) returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  here uuid := current_partnership_id();
  a_group uuid;
  before record;
begin
  select group_id into a_group from same_event_member where partnership_id = here and overdose_id = a_report and until_at is null;
  if a_group is null then return; end if;
  -- held by its first report, so that two who choose at once take turns
  perform from overdose where partnership_id = here and overdose_id = a_group for update;
  select choice, overdose_id into before from same_event_choice
  where partnership_id = here and group_id = a_group order by choice desc limit 1;
  if before.overdose_id is not distinct from a_speaker then return; end if;
  insert into same_event_choice (partnership_id, group_id, choice, overdose_id, chosen_by, chosen_on)
  values (here, a_group, coalesce(before.choice, 0) + 1, a_speaker, a_person, a_day);
end
$$;
revoke all on function choose_speaking_report from public;
grant execute on function choose_speaking_report to vigil_app;
revoke insert on same_event_choice from vigil_app;
