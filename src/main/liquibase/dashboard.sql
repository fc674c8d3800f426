--liquibase formatted sql

--changeset dashboard:1
CREATE TABLE dashboard (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        varchar(100) NOT NULL,
    description varchar(500),
    owner       varchar(100) NOT NULL, -- the name of the operator key that made it
    shared      boolean      NOT NULL,
    panels      integer      NOT NULL, -- how many it has
    definition  text         NOT NULL, -- a JSON object: range, refresh, panels
    version     bigint       NOT NULL DEFAULT 1,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    updated_at  timestamptz  NOT NULL DEFAULT now()
);
--rollback DROP TABLE dashboard;
