--liquibase formatted sql

--changeset refusal:1
-- What each device was refused lately, the same refusal once. Few rows for each device, and few in all.
CREATE TABLE refusal (
    device   bigint      NOT NULL REFERENCES device ON DELETE CASCADE,
    over     varchar(10) NOT NULL,
    reason   varchar(40) NOT NULL,
    detail   text        NOT NULL, -- cut, so that the key fits into an index
    request  text        NOT NULL,
    address  varchar(64) NOT NULL, -- empty over MQTT
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    times    bigint      NOT NULL,
    messages bigint      NOT NULL,
    PRIMARY KEY (device, over, reason, detail, request, address)
);
CREATE INDEX refusal_last ON refusal (last_at);
--rollback DROP TABLE refusal;

--changeset refusal:2
-- How many messages each device was refused, from the index alone.
CREATE INDEX refusal_messages ON refusal (device) INCLUDE (messages);
--rollback DROP INDEX refusal_messages;
