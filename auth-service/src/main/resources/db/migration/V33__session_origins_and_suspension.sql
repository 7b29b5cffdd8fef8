-- Where a session came from, in words for its owner; the network only as /24 or /48.
CREATE TABLE session_origin (
    session_id   uuid PRIMARY KEY REFERENCES session ON DELETE CASCADE,
    device       text NOT NULL,
    network      text NOT NULL,
    last_used_at timestamptz NOT NULL
);

ALTER TABLE account
    ADD COLUMN suspended_at timestamptz;
