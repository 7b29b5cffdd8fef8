ALTER TABLE account ADD COLUMN plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro', 'unlimited'));

ALTER TABLE api_key
    ADD COLUMN scopes               text[] NOT NULL DEFAULT '{chat,assets}',
    ADD COLUMN requests_per_minute  int CHECK (requests_per_minute > 0),
    ADD COLUMN expires_at           timestamptz,
    ADD COLUMN rotated_at           timestamptz,
    ADD COLUMN previous_secret_hash bytea,
    ADD COLUMN previous_until       timestamptz;
