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
