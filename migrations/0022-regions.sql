-- The region whose partnerships the national check takes together (`vigil national`); null where none was named.
alter table partnership add column region text check (length(region) between 1 and 120);
