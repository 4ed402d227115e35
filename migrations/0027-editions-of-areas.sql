-- Areas change: small areas are split and merged with each census, wards with each review. A newer edition retires what it replaces. What is
-- drawn and counted today is today's edition; a signal, a release and an address of before keep the areas they were made with.

alter table area rename to area_edition;
alter table area_edition
  -- null: since before there were records here
  add column from_day date,
  -- the first day on which it is no longer; null: it is today's
  add column to_day date,
  add check (to_day is null or from_day is null or to_day >= from_day);
alter table area_edition drop constraint area_partnership_id_kind_code_key;
create unique index area_of_today on area_edition (partnership_id, kind, code) where to_day is null;

-- Today's areas: what everything current reads. As whoever asks, so that the wall stands here too.
create view area with (security_invoker = true) as
  select partnership_id, area_id, kind, code, name, authority, geom, label_point, source, source_day, created_at, from_day
  from area_edition
  where to_day is null;

alter table import_run add column records_changed integer not null default 0;
