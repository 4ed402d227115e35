-- What live reach is worked out with: how many people use opiates here, and how fast kits are lost. Entries are kept; the last one stands.
create table reach_assumption (
  partnership_id uuid not null references partnership,
  entry integer not null check (entry >= 1),
  people_at_risk integer check (people_at_risk > 0),
  people_at_risk_low integer check (people_at_risk_low > 0),
  people_at_risk_high integer check (people_at_risk_high > 0),
  loss_a_year double precision not null check (loss_a_year between 0 and 5),
  loss_a_year_low double precision not null check (loss_a_year_low between 0 and 5),
  loss_a_year_high double precision not null check (loss_a_year_high between 0 and 5),
  source text not null check (length(source) between 3 and 400),
  entered_by text not null,
  entered_at timestamptz not null default now(),
  primary key (partnership_id, entry),
  check (num_nulls(people_at_risk, people_at_risk_low, people_at_risk_high) in (0, 3)),
  check (people_at_risk between people_at_risk_low and people_at_risk_high),
  check (loss_a_year between loss_a_year_low and loss_a_year_high)
);
call wall_off('reach_assumption');
revoke update, delete on reach_assumption from vigil_app;
