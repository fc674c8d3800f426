--liquibase formatted sql

--changeset timeseries:1
-- Exports: what was asked, how far it is, and the file in pieces, which every node can read. A node that works on one renews
-- its lease; where it does not, another node begins anew.
CREATE TABLE data_export (
    id           varchar(36)      PRIMARY KEY,
    owner        text             NOT NULL, -- whose key asked
    question     text             NOT NULL, -- JSON, as it was asked
    format       varchar(10)      NOT NULL,
    state        varchar(10)      NOT NULL
        CONSTRAINT data_export_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'expired')),
    created_at   timestamptz      NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz,
    expires_at   timestamptz,
    lease_until  timestamptz,
    attempt      integer          NOT NULL DEFAULT 0,
    rows         bigint           NOT NULL DEFAULT 0,
    bytes        bigint           NOT NULL DEFAULT 0, -- of the file
    stored_bytes bigint           NOT NULL DEFAULT 0, -- of its pieces
    pieces       integer          NOT NULL DEFAULT 0,
    progress     double precision, -- 0 to 1; null where it is not known
    failure      text
) WITH (fillfactor = 50);
CREATE TABLE data_export_piece (
    export  varchar(36) NOT NULL REFERENCES data_export ON DELETE CASCADE,
    number  integer     NOT NULL,
    content bytea       NOT NULL, -- gzip of a part of the file
    PRIMARY KEY (export, number)
);
ALTER TABLE data_export_piece ALTER COLUMN content SET STORAGE EXTERNAL;
--rollback DROP TABLE data_export_piece; DROP TABLE data_export;
