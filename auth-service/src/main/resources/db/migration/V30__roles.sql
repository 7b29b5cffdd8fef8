ALTER TABLE account
    ADD COLUMN roles              text[] NOT NULL DEFAULT '{user}'
        CHECK (cardinality(roles) > 0 AND roles <@ ARRAY ['user', 'admin']),
    ADD COLUMN email_confirmed_at timestamptz;
