--liquibase formatted sql

--changeset view:1
-- What people ask with SQL: names and columns that stay, whatever becomes of the tables behind them. No keys, no payloads.
CREATE VIEW devices AS
SELECT device.device_id, device.name, device.description, device.device_type, device.location, device.status,
       device.firmware_version, device.hardware_version, device.created_at, presence.last_seen,
       ARRAY(SELECT fleet.group_id::text FROM fleet_member JOIN fleet ON fleet.id = fleet_member.fleet
             WHERE fleet_member.device = device.id ORDER BY 1) AS groups
FROM device LEFT JOIN presence ON presence.device = device.id;

-- One row for each field of each message.
CREATE VIEW readings AS
SELECT device.device_id, device.device_type, device.location, series.measurement, field.key AS field, log.time,
       CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::double precision END AS number,
       CASE WHEN jsonb_typeof(field.value) = 'boolean' THEN field.value::boolean END AS flag,
       CASE WHEN jsonb_typeof(field.value) = 'string' THEN field.value #>> '{}' END AS text,
       series.tags, log.received_at
FROM device
JOIN telemetry log ON log.device = device.id AND log.version = 0
JOIN series ON series.id = log.series
CROSS JOIN LATERAL jsonb_each(log.fields) AS field;

-- The fields of the newest message of each device, measurement and set of tags.
CREATE VIEW latest_readings AS
SELECT device.device_id, device.device_type, device.location, series.measurement, field.key AS field, log.time,
       CASE WHEN jsonb_typeof(field.value) = 'number' THEN field.value::double precision END AS number,
       CASE WHEN jsonb_typeof(field.value) = 'boolean' THEN field.value::boolean END AS flag,
       CASE WHEN jsonb_typeof(field.value) = 'string' THEN field.value #>> '{}' END AS text,
       series.tags, log.received_at
FROM device
JOIN series ON series.device = device.id
CROSS JOIN LATERAL (
    SELECT newest.time, newest.fields, newest.received_at FROM telemetry newest
    WHERE newest.device = device.id AND newest.series = series.id AND newest.version = 0
    ORDER BY newest.time DESC, newest.nanos DESC LIMIT 1) AS log
CROSS JOIN LATERAL jsonb_each(log.fields) AS field;

CREATE VIEW commands AS
SELECT device_id, group_id, command_id, command_type, state, attempts, created_at, created_by, expires_at, sent_at,
       received_at, answered_at, closed_at
FROM command;
--rollback DROP VIEW commands; DROP VIEW latest_readings; DROP VIEW readings; DROP VIEW devices;
