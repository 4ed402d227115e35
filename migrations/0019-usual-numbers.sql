-- What a partnership sees in a usual year, from its annual reports: tells the check for rises (D1) what to expect before there are two years
-- of records. It weighs as much as 20 events of its own.
alter table partnership
  add column usual_deaths_a_year numeric check (usual_deaths_a_year > 0),
  add column usual_reversals_a_year numeric check (usual_reversals_a_year > 0);
