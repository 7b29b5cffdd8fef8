-- The successor's value, readable only to whoever has the token that it succeeds: a repeated request gets the same one.
ALTER TABLE refresh_token ADD COLUMN successor bytea;
