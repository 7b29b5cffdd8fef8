-- What letters carry: good once, and gone when used. email is the address that the letter went to.
CREATE TABLE mailed_token (
    hash       bytea PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES account ON DELETE CASCADE,
    purpose    text        NOT NULL,
    email      text        NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    UNIQUE (account_id, purpose)
);
CREATE INDEX mailed_token_expires ON mailed_token (expires_at);
