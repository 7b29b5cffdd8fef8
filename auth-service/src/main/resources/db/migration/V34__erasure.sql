-- A deleted account is emptied at once; its row goes when all services have confirmed that theirs is gone.
ALTER TABLE account
    ADD COLUMN deleted_at timestamptz;
CREATE INDEX account_deleted ON account (deleted_at) WHERE deleted_at IS NOT NULL;

-- What has to be told to whom until they have confirmed it.
CREATE TABLE erasure (
    account_id      uuid        NOT NULL,
    service         text        NOT NULL,
    requested_at    timestamptz NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    confirmed_at    timestamptz,
    PRIMARY KEY (account_id, service)
);
CREATE INDEX erasure_pending ON erasure (next_attempt_at) WHERE confirmed_at IS NULL;
