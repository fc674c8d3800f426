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
