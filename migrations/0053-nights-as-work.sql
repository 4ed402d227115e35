-- A night that is to be run is a piece of work like any other: who is at it, how often it was tried and why it failed stand in `work`, and
-- one runner asks, claims and tries again. What a night *is* stays a row of its own, kept for as long as its signals: what was known when it
-- began, frozen, and what came of it. The row is made when a night begins, and says that it is done by its finished_at, in the transaction
-- that publishes its signals. In `work` alone (as a result) it would be one more copy of a snapshot that other figures read by its night.
alter table work drop constraint work_kind_check;
alter table work add constraint work_kind_check
  check (kind in ('import', 'release', 'retention', 'night', 'night_preview', 'monthly_report', 'national'));

-- Only the owner sees every partnership.
alter table job_run no force row level security;
alter table job_run_before no force row level security;
alter table work no force row level security;

-- A run that was under way is nobody's: whoever was at it ran before this. One that failed is tried again, as it would have been, unless it was
-- given up or a later night passed over it.
insert into work (partnership_id, kind, subject, asked_by, asked_at, state, attempts, started_at, finished_at, failure)
select partnership_id, 'night', night::text, 'timetable', asked_at, become.state, run.attempts - set_aside.attempts, started_at,
  case when become.state in ('done', 'failed') then coalesce(finished_at, started_at, asked_at) end,
  case when become.state <> 'done' then failure end
from job_run run
cross join lateral (
  select case
    when state in ('asked', 'running', 'done') then replace(state, 'running', 'asked')
    when exists (
      select from job_run later
      where later.partnership_id = run.partnership_id and later.night > run.night and (later.state = 'done' or run.attempts >= 3)) then 'failed'
    else 'asked' end as state) become
-- which runs were set aside is counted with them, and not again
cross join lateral (
  select coalesce(max(before.attempts), 0) as attempts from job_run_before before
  where before.partnership_id = run.partnership_id and before.night = run.night) set_aside
order by partnership_id, night;

update job_run set first_started_at = coalesce(first_started_at, asked_at), finished_at = coalesce(finished_at, started_at, asked_at)
where state = 'done';
-- what failed had a moment at which it ended, and is not done
update job_run set finished_at = null where state <> 'done';
delete from job_run where first_started_at is null;

alter table job_run
  drop column job,
  drop column state,
  drop column asked_at,
  drop column started_at,
  drop column lease_until,
  drop column attempts,
  drop column failure,
  alter column first_started_at set default now(),
  alter column first_started_at set not null;
alter table job_run rename to night;
alter table night add primary key (partnership_id, night);
alter table night rename constraint job_run_partnership_id_fkey to night_partnership_id_fkey;

-- `attempts`: which time the night was run, counted over all its runs.
alter table job_run_before drop column job;
alter table job_run_before rename to night_before;
alter table night_before add primary key (partnership_id, night, attempts);
alter table night_before rename constraint job_run_before_partnership_id_fkey to night_before_partnership_id_fkey;

alter table night force row level security;
alter table night_before force row level security;
alter table work force row level security;
