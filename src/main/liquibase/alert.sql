--liquibase formatted sql

--changeset alert:1
-- A rule as an operator declares it. What is judged has a version of its own: states and open alerts of another one are void.
CREATE TABLE alert_rule (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       varchar(64) NOT NULL UNIQUE,
    enabled    boolean     NOT NULL,
    definition text        NOT NULL, -- a JSON object, as it is answered
    version    bigint      NOT NULL DEFAULT 1, -- of what is judged
    active_at  timestamptz NOT NULL DEFAULT now(), -- since when this is judged
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE alert_rule_figures (
    rule          bigint PRIMARY KEY REFERENCES alert_rule ON DELETE CASCADE,
    opened        bigint NOT NULL DEFAULT 0,
    late          bigint NOT NULL DEFAULT 0,
    failed        bigint NOT NULL DEFAULT 0,
    last_error    text,
    last_error_at timestamptz
) WITH (fillfactor = 50);
--rollback DROP TABLE alert_rule_figures; DROP TABLE alert_rule;

--changeset alert:2
-- One row: up to where the log is judged, by which turn, and up to where states are stored. Who evaluates locks it.
CREATE TABLE alert_cursor (
    one              boolean PRIMARY KEY DEFAULT true CHECK (one),
    position         bigint      NOT NULL, -- below 0: at the log's end when somebody first looks
    turn             bigint      NOT NULL DEFAULT 0,
    states_position  bigint      NOT NULL, -- alert_state and alert_newest are as of there,
    states_turn      bigint      NOT NULL DEFAULT 0, -- and of that turn
    rules            bigint      NOT NULL DEFAULT 0, -- the version of alert_change that the turn knew
    node             uuid,
    written_at       timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
INSERT INTO alert_cursor (position, states_position) VALUES (-1, -1);
-- One row: another number after each change of a rule or silence.
CREATE TABLE alert_change (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL
);
INSERT INTO alert_change (version) VALUES (1);
--rollback DROP TABLE alert_change; DROP TABLE alert_cursor;

--changeset alert:3
-- What a rule remembers of a device; none where that is nothing. No index beside the key, and half of a page free.
CREATE TABLE alert_state (
    rule     bigint NOT NULL REFERENCES alert_rule ON DELETE CASCADE,
    device   bigint NOT NULL REFERENCES device ON DELETE CASCADE,
    version  bigint NOT NULL, -- the rule's
    position bigint NOT NULL, -- of the log; where it is behind the cursor's states_position, the clock did something since
    state    text   NOT NULL,
    PRIMARY KEY (rule, device)
) WITH (fillfactor = 50);
CREATE INDEX alert_state_device ON alert_state (device);
-- The newest own time that was judged of a device and measurement, in microseconds since 1970.
CREATE TABLE alert_newest (
    device      bigint NOT NULL REFERENCES device ON DELETE CASCADE,
    measurement text   NOT NULL,
    newest      bigint NOT NULL,
    PRIMARY KEY (device, measurement)
) WITH (fillfactor = 50);
--rollback DROP TABLE alert_newest; DROP TABLE alert_state;

--changeset alert:4
CREATE SEQUENCE alert_id;
CREATE TABLE alert (
    id              bigint      PRIMARY KEY,
    rule            bigint      REFERENCES alert_rule ON DELETE SET NULL,
    rule_name       varchar(64) NOT NULL,
    rule_version    bigint      NOT NULL,
    device          bigint      NOT NULL REFERENCES device ON DELETE CASCADE,
    severity        varchar(10) NOT NULL,
    message         text        NOT NULL,
    opened_at       timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    cleared_at      timestamptz,
    opened_by       text        NOT NULL, -- a JSON object: what was seen
    cleared_by      text,
    reopened        integer     NOT NULL, -- how often it was cleared and soon open again
    silenced        boolean     NOT NULL,
    channels        text[]      NOT NULL,
    escalate_at     timestamptz, -- when others are told, if nobody acknowledges it; null for never, or no more
    escalate_to     text[]      NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    comment         text,
    turn            bigint      NOT NULL  -- the turn of the evaluation that wrote it last
);
-- No rule has two open alerts of one device, whatever happens.
CREATE UNIQUE INDEX alert_open ON alert (rule, device) WHERE cleared_at IS NULL;
CREATE INDEX alert_opened ON alert (opened_at, id);
CREATE INDEX alert_device ON alert (device, opened_at);
CREATE INDEX alert_rule_name ON alert (rule_name, opened_at);
CREATE INDEX alert_rule_row ON alert (rule);
CREATE INDEX alert_turn ON alert (turn);
CREATE INDEX alert_escalate ON alert (escalate_at) WHERE escalate_at IS NOT NULL AND cleared_at IS NULL;
CREATE INDEX alert_silenced ON alert (id) WHERE silenced AND cleared_at IS NULL;
CREATE INDEX alert_cleared ON alert (cleared_at) WHERE cleared_at IS NOT NULL;
--rollback DROP TABLE alert; DROP SEQUENCE alert_id;

--changeset alert:5
-- Maintenance: alerts open all the same, and nobody is told.
CREATE TABLE alert_silence (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device     bigint REFERENCES device ON DELETE CASCADE,
    group_id   varchar(64), -- a group that is gone has no members
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    comment    text,
    created_by text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (device IS NOT NULL OR group_id IS NOT NULL)
);
CREATE INDEX alert_silence_device ON alert_silence (device);
--rollback DROP TABLE alert_silence;

--changeset alert:6
-- What became of alerts. The ids are of the log's sequence, so that the live stream tells both in one order.
CREATE TABLE alert_event (
    id    bigint      PRIMARY KEY,
    alert bigint      NOT NULL REFERENCES alert ON DELETE CASCADE,
    event varchar(12) NOT NULL, -- opened, acknowledged or cleared
    at    timestamptz NOT NULL
);
CREATE INDEX alert_event_alert ON alert_event (alert);
--rollback DROP TABLE alert_event;
