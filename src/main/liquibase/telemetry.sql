--liquibase formatted sql

--changeset telemetry:1
-- The log. An identity is (device, time, measurement); a repeated delivery merges into its row and moves it to the
-- newest id, so that the outbox row of the newest batch covers it. No foreign key: it would lock the device's row on
-- every reading.
-- A batch takes one value and owns the ids up to the next one.
CREATE SEQUENCE telemetry_id INCREMENT BY 20000;
CREATE TABLE telemetry (
    id          bigint      PRIMARY KEY,
    device      bigint      NOT NULL,
    time        timestamptz NOT NULL,
    measurement text        NOT NULL,
    fields      jsonb       NOT NULL,
    tags        jsonb       NOT NULL,
    extra       json, -- as it came: not indexed, and jsonb would refuse what JSON allows
    received_at timestamptz NOT NULL,
    CONSTRAINT telemetry_identity UNIQUE (device, time, measurement)
);
-- One row for each batch that InfluxDB has not confirmed.
CREATE TABLE outbox (
    first_id   bigint      PRIMARY KEY,
    last_id    bigint      NOT NULL,
    points     integer     NOT NULL,
    weight     integer     NOT NULL, -- about KiB, at least one for each point
    created_at timestamptz NOT NULL DEFAULT now()
);
--rollback DROP TABLE outbox; DROP TABLE telemetry; DROP SEQUENCE telemetry_id;

--changeset telemetry:2
-- How many messages there are, without counting them. Each batch adds one row a minute to telemetry_tally; a task adds
-- them up and deletes them. Readers add what is not added up yet, so that every figure is exact at once.
CREATE TABLE telemetry_tally (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    minute   timestamptz NOT NULL, -- of received_at
    first_id bigint,               -- the batch's; null where rows were deleted
    messages integer     NOT NULL, -- the sum of counts
    devices  bigint[]    NOT NULL, -- each once
    counts   integer[]   NOT NULL  -- new rows of each; negative where rows were deleted
);
-- Half of a page stays free, so that an update finds room beside the old row and leaves the index alone.
CREATE TABLE telemetry_count (
    device   bigint PRIMARY KEY,
    messages bigint NOT NULL
) WITH (fillfactor = 50);
-- By the minute for the last 26 hours, and '-infinity' for all before.
CREATE TABLE telemetry_minute (
    minute   timestamptz PRIMARY KEY,
    messages bigint      NOT NULL,
    first_id bigint -- no row that was received in or after this minute has a smaller id
) WITH (fillfactor = 50);
INSERT INTO telemetry_count SELECT device, count(*) FROM telemetry GROUP BY device;
INSERT INTO telemetry_minute
SELECT CASE WHEN received_at < now() - interval '26 hours' THEN '-infinity'
            ELSE date_bin('1 minute', received_at, timestamptz 'epoch') END AS minute, count(*), min(id)
FROM telemetry GROUP BY 1;
--rollback DROP TABLE telemetry_minute; DROP TABLE telemetry_count; DROP TABLE telemetry_tally;

--changeset telemetry:3 splitStatements:false
-- The log in partitions by time. What was stored before becomes the first partition as it is: it is read, to find the
-- newest time and to check the boundary, and not copied. The application makes the next partitions and drops old ones;
-- each has its own index of ids, which the whole log cannot have, because a unique index has to hold the time.
ALTER TABLE telemetry ADD COLUMN repeated boolean NOT NULL DEFAULT false; -- delivered more than once
ALTER TABLE telemetry RENAME TO telemetry_past;
ALTER TABLE telemetry_past RENAME CONSTRAINT telemetry_pkey TO telemetry_past_pkey;
ALTER TABLE telemetry_past RENAME CONSTRAINT telemetry_identity TO telemetry_past_identity;
CREATE TABLE telemetry (
    LIKE telemetry_past INCLUDING DEFAULTS,
    CONSTRAINT telemetry_identity UNIQUE (device, time, measurement)
) PARTITION BY RANGE (time);
DO $$
DECLARE
    boundary timestamptz;
BEGIN
    PERFORM set_config('TimeZone', 'UTC', true);
    SELECT greatest(date_trunc('day', now()), date_trunc('day', max(time)) + interval '1 day')
    INTO boundary FROM telemetry_past;
    EXECUTE format('ALTER TABLE telemetry ATTACH PARTITION telemetry_past FOR VALUES FROM (MINVALUE) TO (%L)', boundary);
END $$;
--rollback CREATE TABLE telemetry_whole (LIKE telemetry_past INCLUDING ALL);
--rollback INSERT INTO telemetry_whole SELECT * FROM telemetry;
--rollback DROP TABLE telemetry;
--rollback ALTER TABLE telemetry_whole DROP COLUMN repeated;
--rollback ALTER TABLE telemetry_whole RENAME TO telemetry;
--rollback ALTER INDEX telemetry_whole_pkey RENAME TO telemetry_pkey;
--rollback ALTER TABLE telemetry RENAME CONSTRAINT telemetry_whole_device_time_measurement_key TO telemetry_identity;

--changeset telemetry:4
-- Between which times a batch's points are, so that reading them looks into their partitions only. Of a batch that an
-- older version noted this is not known.
ALTER TABLE outbox ADD COLUMN oldest timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE outbox ADD COLUMN newest timestamptz NOT NULL DEFAULT 'infinity';
ALTER TABLE outbox ALTER COLUMN oldest DROP DEFAULT, ALTER COLUMN newest DROP DEFAULT;
-- A partition that is dropped is one tally.
ALTER TABLE telemetry_tally ALTER COLUMN messages TYPE bigint;
--rollback ALTER TABLE telemetry_tally ALTER COLUMN messages TYPE integer; ALTER TABLE outbox DROP COLUMN oldest, DROP COLUMN newest;

--changeset telemetry:5
-- Which type each field has: that of the first message with it. A row never changes; an admin may delete it.
CREATE TABLE field_type (
    measurement text        NOT NULL,
    field       text        NOT NULL,
    type        text        NOT NULL CONSTRAINT field_type_type CHECK (type IN ('number', 'boolean', 'string')),
    first_seen  timestamptz NOT NULL,
    device_id   text, -- who sent it first; null where the product says so
    PRIMARY KEY (measurement, field)
);
-- What the product itself writes of a status message cannot be taken by a device.
INSERT INTO field_type (measurement, field, type, first_seen)
VALUES ('status', 'status', 'string', now()), ('status', 'message', 'string', now()), ('status', 'value', 'number', now());
-- From the newest messages of an older version, not from all: what is in use is among them.
INSERT INTO field_type (measurement, field, type, first_seen, device_id)
SELECT DISTINCT ON (measurement, key) measurement, key, jsonb_typeof(value), received_at, tags ->> 'device_id'
FROM (SELECT * FROM telemetry ORDER BY id DESC LIMIT 100000) AS newest CROSS JOIN LATERAL jsonb_each(fields)
WHERE jsonb_typeof(value) IN ('number', 'boolean', 'string')
ORDER BY measurement, key, id
ON CONFLICT DO NOTHING;
--rollback DROP TABLE field_type;

--changeset telemetry:6 splitStatements:false
-- A point is known by its series and time, as in InfluxDB. A series is a device, a measurement and the tags that the
-- device itself sent; what the point has in InfluxDB besides (name, type, place of the device at that time) is in a tag
-- set of the series, kept once and not with each row. Texts may be longer than an index entry, so the indexes hold their
-- hash.
CREATE TABLE series (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device      bigint  NOT NULL, -- no foreign key: see telemetry
    measurement text    NOT NULL,
    tags        jsonb   NOT NULL  -- that the device sent
);
CREATE UNIQUE INDEX series_identity ON series (device, measurement, md5(tags::text));
CREATE TABLE tag_set (
    id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    series integer NOT NULL REFERENCES series ON DELETE CASCADE,
    tags   jsonb   NOT NULL -- all that InfluxDB gets; never changed
);
CREATE UNIQUE INDEX tag_set_identity ON tag_set (series, md5(tags::text));
-- The former log waits under another name until its rows are moved (telemetry-move).
ALTER TABLE telemetry RENAME TO telemetry_former;
ALTER TABLE telemetry_former RENAME CONSTRAINT telemetry_identity TO telemetry_former_identity;
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT inhrelid::regclass AS name FROM pg_inherits WHERE inhparent = 'telemetry_former'::regclass LOOP
        EXECUTE format('ALTER TABLE %s RENAME TO %I', part.name, part.name || '_former');
    END LOOP;
END $$;
-- Columns in an order that wastes no bytes. Version 0 is the point: its fields are what the series has at this time. Where
-- other messages came for the same point they are versions 1, 2, ... with what each said; then version 0 keeps what the
-- first one said in extra.
CREATE TABLE telemetry (
    id          bigint      NOT NULL,
    device      bigint      NOT NULL,
    time        timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    series      integer     NOT NULL,
    tag_set     integer     NOT NULL,
    nanos       smallint    NOT NULL, -- of the time, beyond its microseconds
    version     smallint    NOT NULL,
    fields      jsonb       NOT NULL,
    extra       json, -- as it came: not indexed, and jsonb would refuse what JSON allows
    CONSTRAINT telemetry_identity UNIQUE (device, time, nanos, series, version)
) PARTITION BY RANGE (time);
DO $$
DECLARE
    part record;
BEGIN
    PERFORM set_config('TimeZone', 'UTC', true);
    FOR part IN
        SELECT regexp_replace(child.relname, '_former$', '') AS name, pg_get_expr(child.relpartbound, child.oid) AS bounds
        FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
        WHERE inhparent = 'telemetry_former'::regclass
    LOOP
        EXECUTE format('CREATE TABLE %I (LIKE telemetry INCLUDING DEFAULTS, PRIMARY KEY (id),'
            ' UNIQUE (device, time, nanos, series, version))', part.name);
        EXECUTE format('ALTER TABLE telemetry ATTACH PARTITION %I %s', part.name, part.bounds);
    END LOOP;
END $$;
-- What people and Grafana read.
CREATE VIEW reading AS
SELECT log.device, series.measurement, log.time, log.nanos, log.fields, tag_set.tags, log.received_at
FROM telemetry log
JOIN series ON series.id = log.series
JOIN tag_set ON tag_set.id = log.tag_set
WHERE log.version = 0;
--rollback empty

--changeset telemetry:7
-- What becomes of messages, from the first one on. Each transaction that does something adds rows to message_flow_tally; the
-- task that adds message counts up adds these up, too. It begins with what there is.
CREATE TABLE message_flow_tally (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    flow     text   NOT NULL,
    messages bigint NOT NULL
);
CREATE TABLE message_flow (
    flow     text   PRIMARY KEY,
    messages bigint NOT NULL
) WITH (fillfactor = 50);
INSERT INTO message_flow
SELECT flow, coalesce((SELECT sum(messages) FROM telemetry_minute), 0) + coalesce((SELECT sum(messages) FROM telemetry_tally), 0)
FROM unnest(ARRAY['received', 'rows']) AS flow;
INSERT INTO message_flow SELECT 'queued', coalesce(sum(points), 0) FROM outbox;
--rollback DROP TABLE message_flow_tally; DROP TABLE message_flow;

--changeset telemetry:8
-- Who was the first with how many fields, and what is to be forgotten with a device.
CREATE INDEX field_type_device ON field_type (device_id);
--rollback DROP INDEX field_type_device;

--changeset telemetry:9 splitStatements:false
-- All that changes the log's tables while the application runs, and nothing else: so its role need not own them (ADR 24).
CREATE FUNCTION telemetry_partitions() RETURNS TABLE (part regclass, is_past boolean, stop timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT child.oid::regclass, bounds LIKE '%FROM (MINVALUE)%', substring(bounds FROM 'TO \(''([^'']+)''\)')::timestamptz
    FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    CROSS JOIN LATERAL pg_get_expr(child.relpartbound, child.oid) AS bounds
    WHERE inhparent = 'telemetry'::regclass
$$;
-- The next partition, from where the last one ends; returns its name.
CREATE FUNCTION telemetry_add_partition(its_start timestamptz, its_stop timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    name text := to_char(its_start, '"telemetry_"YYYYMMDD');
BEGIN
    IF its_start IS DISTINCT FROM (SELECT max(stop) FROM telemetry_partitions())
            OR NOT coalesce(its_stop > its_start AND its_stop <= its_start + interval '31 days', false) THEN
        RAISE EXCEPTION 'a partition begins where the last one ends, and has at most 31 days'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE telemetry INCLUDING DEFAULTS, PRIMARY KEY (id),'
        ' UNIQUE (device, time, nanos, series, version))', name);
    EXECUTE format('ALTER TABLE telemetry ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, its_start, its_stop);
    RETURN name;
END $$;
-- Empties the partition of the past, which ends there.
CREATE FUNCTION telemetry_empty_past(its_stop timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    past regclass;
BEGIN
    SELECT part INTO past FROM telemetry_partitions() WHERE is_past AND stop = its_stop;
    IF past IS NULL THEN
        RAISE EXCEPTION 'the past does not end there' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('TRUNCATE %s', past);
END $$;
-- Drops the oldest partition behind the past, which ends there; the past, which is empty, takes its place.
CREATE FUNCTION telemetry_drop_oldest(its_stop timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    past   regclass;
    oldest regclass;
    filled boolean;
BEGIN
    SELECT part INTO past FROM telemetry_partitions() WHERE is_past;
    SELECT part INTO oldest FROM telemetry_partitions()
    WHERE NOT is_past AND stop = its_stop AND stop = (SELECT min(stop) FROM telemetry_partitions() WHERE NOT is_past)
      AND stop < (SELECT max(stop) FROM telemetry_partitions());
    IF past IS NULL OR oldest IS NULL THEN
        RAISE EXCEPTION 'the oldest partition does not end there, or is the only one'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', past) INTO filled;
    IF filled THEN
        RAISE EXCEPTION 'the past is not empty' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format('ALTER TABLE telemetry DETACH PARTITION %s', past);
    EXECUTE format('DROP TABLE %s', oldest);
    EXECUTE format('ALTER TABLE telemetry ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%L)', past, its_stop);
END $$;
-- What they name is ours, whatever the caller has set or made.
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOREACH one IN ARRAY ARRAY['telemetry_add_partition(timestamptz, timestamptz)', 'telemetry_empty_past(timestamptz)',
        'telemetry_drop_oldest(timestamptz)']::regprocedure[]
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', one, current_schema());
        EXECUTE format('ALTER FUNCTION %s SET TimeZone = ''UTC''', one);
        EXECUTE format('ALTER FUNCTION %s SET DateStyle = ''ISO''', one);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
END $$;
--rollback DROP FUNCTION telemetry_drop_oldest; DROP FUNCTION telemetry_empty_past; DROP FUNCTION telemetry_add_partition; DROP FUNCTION telemetry_partitions;
--changeset telemetry:10
-- The unit that an operator gave a field.
ALTER TABLE field_type ADD COLUMN unit varchar(32);
--rollback ALTER TABLE field_type DROP COLUMN unit;

--changeset telemetry:11
-- Whether a batch changes points of earlier batches: then it is written after whoever may have read them before (ADR 44). Of
-- a batch that an older version noted, also beside this one, it is not known.
ALTER TABLE outbox ADD COLUMN changes_points boolean NOT NULL DEFAULT true;
--rollback ALTER TABLE outbox DROP COLUMN changes_points;

--changeset telemetry:12 splitStatements:false
-- What the values of a field come to in each hour of a day, so that a month's means are not computed from each reading again.
-- All days before telemetry_hours_until are there but those that are stale. A task adds a day when it has ended three hours ago.
CREATE TABLE telemetry_hours (
    device   bigint        NOT NULL,
    day      timestamptz   NOT NULL,
    series   integer       NOT NULL,
    field    text          NOT NULL,
    hours    timestamptz[] NOT NULL, -- that have readings; the other arrays have a value for each of them
    readings integer[]     NOT NULL,
    numbers  integer[]     NOT NULL, -- how many of the readings are; the others are booleans and texts
    totals   numeric[]     NOT NULL, -- of the numbers; null where there is none
    least    numeric[]     NOT NULL,
    greatest numeric[]     NOT NULL,
    PRIMARY KEY (device, day, series, field)
);
CREATE INDEX telemetry_hours_day ON telemetry_hours USING brin (day);
CREATE TABLE telemetry_hours_until (
    stop   timestamptz NOT NULL, -- the beginning of a day; '-infinity' before the first one
    device bigint      NOT NULL  -- those before it have the day that begins then, too
);
INSERT INTO telemetry_hours_until VALUES ('-infinity', 0);
-- Days of devices in which something came or went when they may have been added already. A transaction adds rows, the task
-- computes the day again and deletes them.
CREATE TABLE telemetry_hours_stale (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device bigint      NOT NULL,
    day    timestamptz NOT NULL
);
CREATE INDEX telemetry_hours_stale_device ON telemetry_hours_stale (device, day);
-- Whoever changes the log, an older version or a person too. No transaction is as long as the hour between this and the task.
CREATE FUNCTION telemetry_hours_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO telemetry_hours_stale (device, day)
    SELECT DISTINCT device, date_bin('1 day', time, timestamptz 'epoch') FROM changed
    WHERE time < date_bin('1 day', now() - interval '2 hours', timestamptz 'epoch');
    RETURN NULL;
END $$;
CREATE TRIGGER telemetry_hours_inserted AFTER INSERT ON telemetry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_hours_changed();
CREATE TRIGGER telemetry_hours_updated AFTER UPDATE ON telemetry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_hours_changed();
CREATE TRIGGER telemetry_hours_deleted AFTER DELETE ON telemetry
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_hours_changed();
--rollback DROP TRIGGER telemetry_hours_deleted ON telemetry; DROP TRIGGER telemetry_hours_updated ON telemetry; DROP TRIGGER telemetry_hours_inserted ON telemetry; DROP FUNCTION telemetry_hours_changed; DROP TABLE telemetry_hours_stale; DROP TABLE telemetry_hours_until; DROP TABLE telemetry_hours;

--changeset telemetry:14 splitStatements:false
-- How often rows of the log were changed or deleted: what a node keeps in memory of a batch that it stored is good as long as this
-- is what it was then (ADR 48). Not of a transaction, so it is counted before the change can be seen.
CREATE SEQUENCE telemetry_changes MINVALUE 0;
SELECT nextval('telemetry_changes');
CREATE FUNCTION telemetry_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('telemetry_changes');
    RETURN NULL;
END $$;
CREATE TRIGGER telemetry_updated AFTER UPDATE OR DELETE OR TRUNCATE ON telemetry
    FOR EACH STATEMENT EXECUTE FUNCTION telemetry_count_change();
--rollback DROP TRIGGER telemetry_updated ON telemetry; DROP FUNCTION telemetry_count_change; DROP SEQUENCE telemetry_changes;
