--liquibase formatted sql

--changeset mqtt:1
-- The sessions at the broker of nodes that share a subscription, by client id: whether each node is there, and which other
-- one holds the session of a node that is not. Updated every second or so: room for new versions of a row beside the old.
CREATE TABLE node_session (
    client_id  text        PRIMARY KEY,
    beats      bigint      NOT NULL,
    seen_at    timestamptz NOT NULL,
    stopped    boolean     NOT NULL DEFAULT false,
    held_by    text,
    held_until timestamptz
) WITH (fillfactor = 25);
--rollback DROP TABLE node_session;
