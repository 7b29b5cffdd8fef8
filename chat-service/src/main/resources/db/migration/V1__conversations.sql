CREATE TABLE conversation (
    id         uuid PRIMARY KEY,
    owner_id   uuid        NOT NULL,
    title      text        NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE INDEX conversation_of_owner ON conversation (owner_id, updated_at DESC, id);

-- The sequence is the order of the messages; identical times cannot mix them up.
CREATE TABLE message (
    id              uuid PRIMARY KEY,
    conversation_id uuid        NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    sequence        bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    role            text        NOT NULL CHECK (role IN ('user', 'assistant')),
    content         text        NOT NULL,
    model           text,
    provider        text,
    tokens_used     integer,
    partial         boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL
);

CREATE INDEX message_of_conversation ON message (conversation_id, sequence);
