--liquibase formatted sql

--changeset notify:1
CREATE TABLE notification_channel (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         varchar(64) NOT NULL UNIQUE,
    type         varchar(20) NOT NULL,
    enabled      boolean     NOT NULL,
    min_severity smallint    NOT NULL, -- 0 is critical, 4 is info: what is at most so is wanted
    events       text[]      NOT NULL,
    group_wait   integer     NOT NULL, -- seconds
    per_hour     integer     NOT NULL,
    burst        integer     NOT NULL,
    settings     text        NOT NULL, -- a JSON object without secrets
    secrets      bytea,                -- an encrypted JSON object
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);
--rollback DROP TABLE notification_channel;

--changeset notify:2
-- How delivery through a channel stands. One sender at a time, by a claim that ends by itself when its node is gone.
CREATE TABLE notification_delivery (
    channel         bigint PRIMARY KEY REFERENCES notification_channel ON DELETE CASCADE,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    failures        integer     NOT NULL DEFAULT 0, -- in a row
    full_at         timestamptz NOT NULL DEFAULT now(), -- when the rate's bucket is full again
    claim           uuid,
    claimed_until   timestamptz,
    last_success_at timestamptz,
    last_error      text,
    last_error_at   timestamptz
);
--rollback DROP TABLE notification_delivery;

--changeset notify:3
-- One sending of one or many notices: its id is that of every repetition.
CREATE TABLE notification_message (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    channel         bigint      NOT NULL REFERENCES notification_channel ON DELETE CASCADE,
    state           varchar(10) NOT NULL, -- sending, sent or expired
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    closed_at       timestamptz
);
CREATE INDEX notification_message_open ON notification_message (channel, next_attempt_at) WHERE state = 'sending';
CREATE INDEX notification_message_closed ON notification_message (closed_at) WHERE closed_at IS NOT NULL;
--rollback DROP TABLE notification_message;

--changeset notify:4
-- The outbox: a notice for one channel. It waits until it is part of a message, and has that message's state from then on.
CREATE TABLE notification (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel    bigint      NOT NULL REFERENCES notification_channel ON DELETE CASCADE,
    message_id uuid        REFERENCES notification_message ON DELETE CASCADE,
    alert_id   bigint      NOT NULL,
    event      varchar(20) NOT NULL,
    severity   smallint    NOT NULL,
    rule       text        NOT NULL,
    device_id  text        NOT NULL,
    message    text        NOT NULL,
    details    text        NOT NULL, -- a JSON object
    at         timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notification_waiting ON notification (channel, id) WHERE message_id IS NULL;
CREATE INDEX notification_of_message ON notification (message_id, id) WHERE message_id IS NOT NULL;
CREATE INDEX notification_of_channel ON notification (channel, id);
--rollback DROP TABLE notification;
