-- Sessions whose tokens are not to be accepted any more, numbered without a gap in the order in which they were committed:
-- whoever has read up to a number has missed none before it.
CREATE TABLE revocation (
    sequence   bigint PRIMARY KEY,
    session_id uuid NOT NULL,
    reason     text NOT NULL,
    revoked_at timestamptz NOT NULL,
    until      timestamptz NOT NULL
);
CREATE INDEX revocation_until ON revocation (until);

-- One row. Whoever appends locks it until the end of the transaction; a sequence of PostgreSQL would leave gaps and let a
-- later number be seen first.
CREATE TABLE revocation_head (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    sequence bigint NOT NULL
);

INSERT INTO revocation (sequence, session_id, reason, revoked_at, until)
SELECT row_number() OVER (ORDER BY ended_at), id, 'before_the_log', ended_at, ended_at + interval '1 hour'
FROM session WHERE ended_at > now() - interval '1 hour';

INSERT INTO revocation_head (sequence) SELECT coalesce(max(sequence), 0) FROM revocation;
