-- What is worked out once in 28 nights and read until the next: areas with more deaths than their residents lead one to expect (D5), and
-- the smallest cluster that the nightly checks would notice here.
create table monthly_report (
  partnership_id uuid not null references partnership,
  kind text not null check (kind in ('area_excess', 'noticeable_size')),
  night date not null,
  -- see AreaExcess and NoticeableSizes in server/contract
  report jsonb not null,
  made_at timestamptz not null default now(),
  -- serves: the latest of a kind
  primary key (partnership_id, kind, night)
);
call wall_off('monthly_report');
call hold_to_reach('monthly_report', 'false');
