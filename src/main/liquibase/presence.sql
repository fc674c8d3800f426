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

--changeset presence:2 splitStatements:false
-- Devices that were never heard: of a large fleet it takes long to find who has no row in another table.
CREATE TABLE presence_never (device bigint PRIMARY KEY);
CREATE FUNCTION presence_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'device' AND TG_OP = 'INSERT' THEN
        INSERT INTO presence_never SELECT id FROM changed ON CONFLICT DO NOTHING;
    ELSIF TG_TABLE_NAME = 'device' THEN
        DELETE FROM presence_never WHERE device IN (SELECT id FROM changed);
    ELSIF TG_OP = 'INSERT' THEN
        DELETE FROM presence_never WHERE device IN (SELECT device FROM changed);
    ELSE
        INSERT INTO presence_never SELECT id FROM device WHERE id IN (SELECT device FROM changed) FOR KEY SHARE
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER presence_never_registered AFTER INSERT ON device
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION presence_never_changed();
CREATE TRIGGER presence_never_removed AFTER DELETE ON device
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION presence_never_changed();
CREATE TRIGGER presence_never_heard AFTER INSERT ON presence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION presence_never_changed();
CREATE TRIGGER presence_never_forgotten AFTER DELETE ON presence
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION presence_never_changed();
INSERT INTO presence_never SELECT id FROM device EXCEPT SELECT device FROM presence;
--rollback DROP TRIGGER presence_never_forgotten ON presence; DROP TRIGGER presence_never_heard ON presence; DROP TRIGGER presence_never_removed ON device; DROP TRIGGER presence_never_registered ON device; DROP FUNCTION presence_never_changed; DROP TABLE presence_never;
