-- Since when a death has been closed or excluded here: the moment Vigil was told, of the first revision after the last that was neither.
-- The day it is known since (known_on) may be assumed, or lie years before anything was recorded; an amendment is a new revision, and does
-- not begin the time anew. Counted by the partnership's own day.
create view death_closed_here with (security_invoker = true) as
select death.partnership_id, death.death_id, (min(revision.recorded_at) at time zone partnership.time_zone)::date as closed_on
from death
join partnership using (partnership_id)
join death_revision latest on latest.partnership_id = death.partnership_id
  and latest.death_id = death.death_id and latest.revision = death.current_revision
join death_revision revision on revision.partnership_id = death.partnership_id
  and revision.death_id = death.death_id and revision.revision <= death.current_revision
where latest.status in ('closed', 'excluded')
  and not exists (
    select from death_revision reopened
    where reopened.partnership_id = death.partnership_id and reopened.death_id = death.death_id
      and reopened.revision >= revision.revision and reopened.revision <= death.current_revision
      and reopened.status not in ('closed', 'excluded'))
group by death.partnership_id, death.death_id, partnership.time_zone;
grant select on death_closed_here to vigil_app;
