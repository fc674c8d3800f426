-- Roles of a new database, run once by a superuser in the database iotflow (the image of PostgreSQL does it at its first
-- start; by hand: DB_PASSWORD=... GRAFANA_DB_PASSWORD=... psql -v ON_ERROR_STOP=1 -d iotflow -f init.sql, psql 15 or newer).
\getenv iotflow_password DB_PASSWORD
\getenv grafana_password GRAFANA_DB_PASSWORD

-- IoTFlow owns its database, and is no superuser. roles.sql divides this in two: an owner, and who only reads and writes.
CREATE ROLE iotflow LOGIN PASSWORD :'iotflow_password';
ALTER DATABASE iotflow OWNER TO iotflow;
REVOKE ALL ON DATABASE iotflow FROM PUBLIC;

-- Grafana reads, and what it reads is granted by grafana-rights.sql. A query that somebody typed into a panel cannot keep
-- the database busy for long.
CREATE ROLE grafana LOGIN PASSWORD :'grafana_password' CONNECTION LIMIT 10;
ALTER ROLE grafana SET default_transaction_read_only = on;
ALTER ROLE grafana SET statement_timeout = '30s';
GRANT CONNECT ON DATABASE iotflow TO grafana;
