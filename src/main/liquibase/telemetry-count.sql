--liquibase formatted sql

--changeset telemetry-count:1
-- What devices say of themselves is no telemetry: how many of the counted messages are such. It reads the log once.
ALTER TABLE telemetry_tally
    ADD COLUMN status_messages bigint NOT NULL DEFAULT 0, -- the sum of statuses
    ADD COLUMN statuses        integer[];                 -- how many of counts; null is none
ALTER TABLE telemetry_count ADD COLUMN statuses bigint NOT NULL DEFAULT 0;
ALTER TABLE telemetry_minute ADD COLUMN statuses bigint NOT NULL DEFAULT 0;
CREATE TEMPORARY TABLE status_message ON COMMIT DROP AS
SELECT log.device,
       CASE WHEN log.received_at < now() - interval '26 hours' THEN '-infinity'
            ELSE date_bin('1 minute', log.received_at, timestamptz 'epoch') END AS minute,
       count(*) AS messages
FROM telemetry log JOIN series ON series.id = log.series WHERE series.measurement = 'status' GROUP BY 1, 2;
INSERT INTO telemetry_count (device, messages, statuses) SELECT device, 0, sum(messages) FROM status_message GROUP BY device
ON CONFLICT (device) DO UPDATE SET statuses = excluded.statuses;
INSERT INTO telemetry_minute (minute, messages, statuses) SELECT minute, 0, sum(messages) FROM status_message GROUP BY minute
ON CONFLICT (minute) DO UPDATE SET statuses = excluded.statuses;
--rollback ALTER TABLE telemetry_minute DROP COLUMN statuses; ALTER TABLE telemetry_count DROP COLUMN statuses; ALTER TABLE telemetry_tally DROP COLUMN statuses, DROP COLUMN status_messages;

--changeset telemetry-count:2
-- When each device's last reading came. What was stored before is found series by series, in the index of identities.
ALTER TABLE telemetry_tally ADD COLUMN newest timestamptz[]; -- received_at, of each of devices; null where rows were deleted
ALTER TABLE telemetry_count ADD COLUMN last_reading timestamptz; -- of received_at; null where there is none but statuses
UPDATE telemetry_count SET last_reading = newest.received_at
FROM (SELECT series.device, max(last.received_at) AS received_at
      FROM series CROSS JOIN LATERAL (
          SELECT received_at FROM telemetry
          WHERE telemetry.device = series.device AND telemetry.series = series.id
          ORDER BY time DESC, nanos DESC LIMIT 1) AS last
      WHERE series.measurement <> 'status' GROUP BY series.device) AS newest
WHERE newest.device = telemetry_count.device;
--rollback ALTER TABLE telemetry_count DROP COLUMN last_reading; ALTER TABLE telemetry_tally DROP COLUMN newest;

--changeset telemetry-count:3 splitStatements:false
-- Devices that nothing is counted of: of a large fleet it takes long to find who has no row in another table.
CREATE TABLE telemetry_count_never (device bigint PRIMARY KEY);
CREATE FUNCTION telemetry_count_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'device' AND TG_OP = 'INSERT' THEN
        INSERT INTO telemetry_count_never SELECT id FROM changed ON CONFLICT DO NOTHING;
    ELSIF TG_TABLE_NAME = 'device' THEN
        DELETE FROM telemetry_count_never WHERE device IN (SELECT id FROM changed);
    ELSIF TG_OP = 'INSERT' THEN
        DELETE FROM telemetry_count_never WHERE device IN (SELECT device FROM changed);
    ELSE -- its messages were deleted, and perhaps it
        INSERT INTO telemetry_count_never SELECT id FROM device WHERE id IN (SELECT device FROM changed) FOR KEY SHARE
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER telemetry_count_never_registered AFTER INSERT ON device
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_count_never_changed();
CREATE TRIGGER telemetry_count_never_removed AFTER DELETE ON device
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_count_never_changed();
CREATE TRIGGER telemetry_count_never_counted AFTER INSERT ON telemetry_count
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_count_never_changed();
CREATE TRIGGER telemetry_count_never_forgotten AFTER DELETE ON telemetry_count
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION telemetry_count_never_changed();
INSERT INTO telemetry_count_never SELECT id FROM device EXCEPT SELECT device FROM telemetry_count;
--rollback DROP TRIGGER telemetry_count_never_forgotten ON telemetry_count; DROP TRIGGER telemetry_count_never_counted ON telemetry_count; DROP TRIGGER telemetry_count_never_removed ON device; DROP TRIGGER telemetry_count_never_registered ON device; DROP FUNCTION telemetry_count_never_changed; DROP TABLE telemetry_count_never;
