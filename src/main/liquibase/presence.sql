--liquibase formatted sql

--changeset presence:1
-- No index beside the key, and half of a page free: an update is one new row version and nothing else.
CREATE TABLE presence (
    device       bigint      PRIMARY KEY REFERENCES device ON DELETE CASCADE,
    last_seen    timestamptz NOT NULL,
    said_offline boolean     NOT NULL,
    online_since timestamptz -- the last_seen with which it came (back); null until then
) WITH (fillfactor = 50);
--rollback DROP TABLE presence;
