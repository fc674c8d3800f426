--liquibase formatted sql

--changeset limit:1
-- What each node has given away since its last turn, for the others to charge. Worth nothing after half a minute, so it
-- is not logged: a crash of PostgreSQL empties it, and it costs no disk.
CREATE UNLOGGED TABLE rate_exchange (
    node     uuid        NOT NULL,
    turn     bigint      NOT NULL,
    sent_at  timestamptz NOT NULL DEFAULT now(),
    kinds    text[]      NOT NULL,
    subjects text[]      NOT NULL,
    tokens   bigint[]    NOT NULL,
    PRIMARY KEY (node, turn)
);
--rollback DROP TABLE rate_exchange;
