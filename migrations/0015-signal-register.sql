-- What each signal turned out to be, as public health judged it: added to, never changed, so that no signal is dismissed silently and the
-- share of signals that were real can be told for each detector.
create table signal_judgement (
  partnership_id uuid not null,
  signal_id uuid not null,
  judgement integer not null check (judgement >= 1),
  -- the version that was judged: a signal may grow afterwards
  version integer not null,
  verdict text not null check (verdict in ('real', 'explained', 'false', 'unknown')),
  explanation text not null check (length(explanation) between 10 and 1000),
  judged_by text not null,
  judged_at timestamptz not null default now(),
  primary key (partnership_id, signal_id, judgement),
  foreign key (partnership_id, signal_id, version) references signal_version (partnership_id, signal_id, version)
);
call wall_off('signal_judgement');
call hold_to_reach('signal_judgement', 'false');
revoke update, delete on signal_judgement from vigil_app;
