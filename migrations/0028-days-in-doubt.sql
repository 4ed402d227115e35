-- Days that are known only by their month or year are stored as the first day that they may have been; and days that stand in the database
-- although they cannot be, or that programs write for a day they do not have.

-- The last day that it may have been.
create function last_possible_day(day date, day_precision text) returns date
  language sql immutable parallel safe
  return case day_precision
    when 'month' then (date_trunc('month', day::timestamp) + interval '1 month')::date - 1
    when 'year' then (date_trunc('year', day::timestamp) + interval '1 year')::date - 1
    else day end;

-- Whether a figure may count a day: as `judgeDay` in server/contract/rules/days.ts.
create function is_credible_day(day date, today date) returns boolean
  language sql immutable parallel safe
  return day between date '1900-01-02' and today and day <> date '1970-01-01';
