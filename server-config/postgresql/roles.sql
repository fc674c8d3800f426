-- Two roles instead of one: iotflow_owner owns the tables and updates them at the start (DB_MIGRATION_USER), iotflow reads and
-- writes rows and can neither make, alter nor drop a table. Run by a superuser in IoTFlow's database, be it new or filled, while
-- IoTFlow is stopped; may be run again:
-- DB_PASSWORD=... DB_MIGRATION_PASSWORD=... psql -v ON_ERROR_STOP=1 -d iotflow -f roles.sql
\getenv iotflow_password DB_PASSWORD
\getenv migration_password DB_MIGRATION_PASSWORD

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'iotflow') THEN
        CREATE ROLE iotflow LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'iotflow_owner') THEN
        CREATE ROLE iotflow_owner LOGIN CONNECTION LIMIT 10;
    END IF;
END $$;
ALTER ROLE iotflow PASSWORD :'iotflow_password';
ALTER ROLE iotflow_owner PASSWORD :'migration_password';

-- What iotflow made so far, when it was alone.
DO $$
DECLARE
    command text;
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO iotflow_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO iotflow', current_database());
    FOR command IN
        SELECT format('ALTER TABLE %s OWNER TO iotflow_owner', oid::regclass)
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relowner = 'iotflow'::regrole AND relkind IN ('r', 'p', 'v')
        UNION ALL
        SELECT format('ALTER SEQUENCE %s OWNER TO iotflow_owner', oid::regclass)
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relowner = 'iotflow'::regrole AND relkind = 'S'
          AND NOT EXISTS (SELECT FROM pg_depend -- a column's, which goes with its table
                          WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i'))
        UNION ALL
        SELECT format('ALTER FUNCTION %s OWNER TO iotflow_owner', oid::regprocedure)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner = 'iotflow'::regrole
    LOOP
        EXECUTE command;
    END LOOP;
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC, iotflow;
GRANT USAGE, CREATE ON SCHEMA public TO iotflow_owner;
-- What iotflow may do with the tables is granted by IoTFlow itself when it starts.
GRANT USAGE ON SCHEMA public TO iotflow;
