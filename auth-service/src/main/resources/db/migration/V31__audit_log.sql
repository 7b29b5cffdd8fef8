-- Append-only. Ids of accounts stay when accounts go; by themselves they are nobody's.
CREATE TABLE audit_event (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occurred_at    timestamptz NOT NULL,
    kind           text        NOT NULL,
    account_id     uuid,
    actor_id       uuid,
    network        text,
    correlation_id text,
    details        jsonb       NOT NULL
);
CREATE INDEX audit_event_account ON audit_event (account_id, id);
CREATE INDEX audit_event_kind ON audit_event (kind, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END;
$$;

CREATE TRIGGER audit_event_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
