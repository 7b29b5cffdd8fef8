CREATE TABLE job (
    id          uuid PRIMARY KEY,
    owner_id    uuid        NOT NULL,
    category    text        NOT NULL,
    style       text        NOT NULL,
    description text        NOT NULL,
    size        integer     NOT NULL,
    seed        bigint      NOT NULL,
    state       text        NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempts    integer     NOT NULL DEFAULT 0,
    claim       uuid,
    lease_until timestamptz,
    not_before  timestamptz NOT NULL,
    reason      text,
    asset_id    uuid,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

CREATE INDEX job_to_claim ON job (created_at, id) WHERE state IN ('queued', 'running');
CREATE INDEX job_of_owner ON job (owner_id, created_at DESC, id);

-- One asset for a job, whatever happens: the last line of defence behind the lease.
CREATE TABLE asset (
    id           uuid PRIMARY KEY,
    owner_id     uuid        NOT NULL,
    job_id       uuid        NOT NULL UNIQUE REFERENCES job (id) ON DELETE CASCADE,
    category     text        NOT NULL,
    style        text        NOT NULL,
    description  text        NOT NULL,
    sha256       text        NOT NULL,
    bytes        bigint      NOT NULL,
    content_type text        NOT NULL,
    size         integer     NOT NULL,
    engine       text        NOT NULL,
    material     text        NOT NULL,
    seed         bigint      NOT NULL,
    created_at   timestamptz NOT NULL
);

CREATE INDEX asset_of_owner ON asset (owner_id, created_at DESC, id);
