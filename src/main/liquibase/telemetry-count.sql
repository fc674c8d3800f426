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
