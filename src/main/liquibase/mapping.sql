--liquibase formatted sql

--changeset mapping:1
CREATE TABLE mapping (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        varchar(64) NOT NULL UNIQUE,
    enabled     boolean     NOT NULL,
    webhook     boolean     NOT NULL,
    topics      text[]      NOT NULL, -- with {device_id} as it was given
    group_id    varchar(64),          -- whose members it may name; a group that is gone has none
    expressions text        NOT NULL, -- a JSON object
    key_hash    bytea,                -- of a webhook
    version     bigint      NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
--rollback DROP TABLE mapping;

--changeset mapping:2
-- By row, so that a device that is registered again under the same id has not the rights of the former one.
CREATE TABLE mapping_publisher (
    mapping bigint NOT NULL REFERENCES mapping ON DELETE CASCADE,
    device  bigint NOT NULL REFERENCES device ON DELETE CASCADE,
    PRIMARY KEY (mapping, device)
);
CREATE INDEX mapping_publisher_device ON mapping_publisher (device);
--rollback DROP TABLE mapping_publisher;

--changeset mapping:3
CREATE TABLE mapping_figures (
    mapping       bigint PRIMARY KEY REFERENCES mapping ON DELETE CASCADE,
    matched       bigint NOT NULL DEFAULT 0,
    stored        bigint NOT NULL DEFAULT 0,
    ignored       bigint NOT NULL DEFAULT 0,
    failed        bigint NOT NULL DEFAULT 0,
    last_error    text,
    last_error_at timestamptz
);
--rollback DROP TABLE mapping_figures;

--changeset mapping:4
-- What a broker's kept session of a node may still be subscribed to, though no mapping takes it any more.
CREATE TABLE mapping_former_topic (
    filter     text PRIMARY KEY,
    removed_at timestamptz NOT NULL
);
--rollback DROP TABLE mapping_former_topic;

--changeset mapping:5
-- Who may publish where: the one place that says so, for the application and for the embedded broker.
CREATE VIEW mapping_right AS
SELECT d.id AS device, d.device_id, replace(t.topic, '{device_id}', d.device_id) AS filter
FROM mapping m
CROSS JOIN LATERAL unnest(m.topics) AS t (topic)
CROSS JOIN device d
WHERE m.enabled AND (
    t.topic LIKE '%{device\_id}%' AND (m.group_id IS NULL OR EXISTS (
        SELECT FROM fleet f JOIN fleet_member fm ON fm.fleet = f.id WHERE f.group_id = m.group_id AND fm.device = d.id))
    OR t.topic NOT LIKE '%{device\_id}%' AND EXISTS (
        SELECT FROM mapping_publisher p WHERE p.mapping = m.id AND p.device = d.id));
--rollback DROP VIEW mapping_right;
