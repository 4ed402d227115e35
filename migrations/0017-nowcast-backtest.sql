-- How near the nowcast came: every night, what would have been estimated at the ends of past months is held against what is known now.
create table nowcast_backtest (
  partnership_id uuid not null references partnership,
  night date not null,
  measure text not null check (measure in ('deaths', 'toxicology')),
  -- an object for each number of months between the month and the estimate: see NowcastLag in server/contract/nowcast.ts
  lags jsonb not null,
  -- serves: the latest night of a measure
  primary key (partnership_id, measure, night)
);
call wall_off('nowcast_backtest');
call hold_to_reach('nowcast_backtest', 'false');
