-- What Vigil's database needs of a superuser of PostgreSQL: once before the first start, and once before each restore.
--
--   sudo -u postgres psql -v ON_ERROR_STOP=1 -v login=vigil vigil < docs/deploy/as-superuser.sql
--
-- `login` is the role of DATABASE_URL, and the database is there (createdb). Said twice it does the same. The start says when it is missing.

\if :{?login}
\else
  \set login vigil
\endif

-- The role of every request. A dump names it and does not hold it: restored without it, a database has neither its rights nor the second wall.
select 'create role vigil_app nologin nosuperuser nobypassrls nocreatedb nocreaterole'
where not exists (select from pg_roles where rolname = 'vigil_app') \gexec
grant vigil_app to :"login";

create extension if not exists postgis;

-- Comparing two boxes gives nothing away, so that an index may serve behind row-level security. No dump keeps this.
alter function geometry_overlaps(geometry, geometry) leakproof;

-- With set_config a statement could say another reach or another role; the login role keeps it, which says them. pg_dump needs it too: grant
-- it to a role of its own that makes backups.
revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
grant execute on function pg_catalog.set_config(text, text, boolean) to :"login";

-- PostGIS's statistics tell where the rows of a table lie, whoever may see them.
select format('revoke execute on function %s from public', oid::regprocedure)
from pg_proc
where proname in ('st_estimatedextent', '_postgis_index_extent', '_postgis_stats', '_postgis_selectivity', '_postgis_join_selectivity') \gexec

-- A database that was made by PostgreSQL 14 or older lets everybody make tables and functions of their own.
revoke create on schema public from public;
