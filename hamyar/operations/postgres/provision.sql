-- One Hamyar database with its two roles. psql variables: database. Repeatable. Run as a superuser:
--   psql -v database=hamyar -f provision.sql
-- hamyar_owner owns the tables and runs migrations; hamyar_app is what web and worker sign in as: it owns nothing and
-- row-level security always applies to it.
\set ON_ERROR_STOP on

SELECT 'CREATE ROLE hamyar_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hamyar_owner') \gexec
SELECT 'CREATE ROLE hamyar_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hamyar_app') \gexec
ALTER ROLE hamyar_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE hamyar_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;

SELECT format('CREATE DATABASE %I OWNER hamyar_owner TEMPLATE template0 ENCODING ''UTF8''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER DATABASE :"database" OWNER TO hamyar_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO hamyar_app;

\connect :"database"
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO hamyar_owner;
GRANT USAGE ON SCHEMA public TO hamyar_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hamyar_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hamyar_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hamyar_owner GRANT USAGE, SELECT ON SEQUENCES TO hamyar_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hamyar_owner GRANT EXECUTE ON FUNCTIONS TO hamyar_app;
