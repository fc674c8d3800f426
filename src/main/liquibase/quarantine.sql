--liquibase formatted sql

--changeset quarantine:1
CREATE SEQUENCE quarantine_id INCREMENT BY 100;
CREATE TABLE quarantine (
    id          bigint PRIMARY KEY,
    received_at timestamptz NOT NULL,
    source      varchar(10) NOT NULL,
    device_id   text,
    topic       text,
    reason      varchar(40) NOT NULL,
    detail      text        NOT NULL,
    payload     bytea       NOT NULL
);
CREATE INDEX quarantine_received ON quarantine (received_at);
--rollback DROP TABLE quarantine; DROP SEQUENCE quarantine_id;

--changeset quarantine:2
-- One id for each row: rows come by one statement for a whole batch.
ALTER SEQUENCE quarantine_id INCREMENT BY 1;
ALTER TABLE quarantine ADD COLUMN attempts integer NOT NULL DEFAULT 0;
-- What a row takes, so that a flood of empty messages counts, too: its payload, its topic and about 500 for the rest.
ALTER TABLE quarantine ADD COLUMN bytes bigint NOT NULL
    GENERATED ALWAYS AS (octet_length(payload) + coalesce(octet_length(topic), 0) + 500) STORED;
-- An index entry holds at most 2,704 bytes, and a topic may be longer.
UPDATE quarantine SET device_id = left(device_id, 128) WHERE length(device_id) > 128;
DROP INDEX quarantine_received;
CREATE INDEX quarantine_received ON quarantine (received_at, id);
CREATE INDEX quarantine_device ON quarantine ((coalesce(device_id, '')), received_at, id);
CREATE INDEX quarantine_reason ON quarantine (reason, received_at, id);
CREATE INDEX quarantine_source ON quarantine (source, received_at, id);
-- What each device has there, changed in the transaction that adds or removes its rows: nothing is counted by scanning.
CREATE TABLE quarantine_usage (
    device_id text   PRIMARY KEY, -- empty where the sender named none
    messages  bigint NOT NULL,
    bytes     bigint NOT NULL
);
INSERT INTO quarantine_usage
SELECT coalesce(device_id, ''), count(*), sum(bytes) FROM quarantine GROUP BY 1;
--rollback DROP TABLE quarantine_usage;
--rollback DROP INDEX quarantine_source; DROP INDEX quarantine_reason; DROP INDEX quarantine_device;
--rollback ALTER TABLE quarantine DROP COLUMN bytes; ALTER TABLE quarantine DROP COLUMN attempts;
--rollback ALTER SEQUENCE quarantine_id INCREMENT BY 100;
