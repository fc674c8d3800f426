-- A role that reads what people ask with SQL (src/docs/queries.md, SQL) and nothing else, for Superset, notebooks and the like.
-- Run it once by a superuser in the database iotflow when IoTFlow has made its tables, and again after an upgrade:
-- READER_PASSWORD=... psql -v ON_ERROR_STOP=1 -d iotflow -f reader.sql
\getenv reader_password READER_PASSWORD

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'iotflow_reader') THEN
        CREATE ROLE iotflow_reader LOGIN CONNECTION LIMIT 10;
    END IF;
END $$;
ALTER ROLE iotflow_reader PASSWORD :'reader_password';
ALTER ROLE iotflow_reader SET default_transaction_read_only = on;
ALTER ROLE iotflow_reader SET statement_timeout = '60s';
GRANT CONNECT ON DATABASE iotflow TO iotflow_reader;
GRANT USAGE ON SCHEMA public TO iotflow_reader;
GRANT SELECT ON devices, readings, latest_readings, commands TO iotflow_reader;
