-- A session may be an OAuth client's: scope is what its user allowed then. One without an account is a client's own, which
-- acts for nobody.
ALTER TABLE session
    ALTER COLUMN account_id DROP NOT NULL,
    ADD COLUMN client_id text,
    ADD COLUMN scope     text CHECK ((scope IS NULL) = (client_id IS NULL)),
    ADD CHECK (account_id IS NOT NULL OR client_id IS NOT NULL);
CREATE INDEX session_client ON session (client_id) WHERE client_id IS NOT NULL;

-- A browser that has signed in on the pages; the cookie's hash.
CREATE TABLE browser_session (
    hash       bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE
);
CREATE INDEX browser_session_session ON browser_session (session_id);

-- Codes that somebody typed for a headset and that were none.
CREATE TABLE device_code_guess (
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    guessed_at timestamptz NOT NULL
);
CREATE INDEX device_code_guess_account ON device_code_guess (account_id, guessed_at);

-- The three tables below are Spring Authorization Server's. No value of a token or code is in them, only its hash.
CREATE TABLE oauth2_registered_client (
    id                            varchar(100) PRIMARY KEY,
    client_id                     varchar(100) NOT NULL UNIQUE,
    client_id_issued_at           timestamptz NOT NULL DEFAULT now(),
    client_secret                 varchar(200),
    client_secret_expires_at      timestamptz,
    client_name                   varchar(200) NOT NULL,
    client_authentication_methods varchar(1000) NOT NULL,
    authorization_grant_types     varchar(1000) NOT NULL,
    redirect_uris                 varchar(1000),
    post_logout_redirect_uris     varchar(1000),
    scopes                        varchar(1000) NOT NULL,
    client_settings               varchar(2000) NOT NULL,
    token_settings                varchar(2000) NOT NULL
);

CREATE TABLE oauth2_authorization (
    id                            varchar(100) PRIMARY KEY,
    registered_client_id          varchar(100) NOT NULL REFERENCES oauth2_registered_client ON DELETE CASCADE,
    principal_name                varchar(200) NOT NULL,
    authorization_grant_type      varchar(100) NOT NULL,
    authorized_scopes             varchar(1000),
    attributes                    text,
    state                         varchar(500),
    authorization_code_value      text,
    authorization_code_issued_at  timestamptz,
    authorization_code_expires_at timestamptz,
    authorization_code_metadata   text,
    access_token_value            text,
    access_token_issued_at        timestamptz,
    access_token_expires_at       timestamptz,
    access_token_metadata         text,
    access_token_type             varchar(100),
    access_token_scopes           varchar(1000),
    oidc_id_token_value           text,
    oidc_id_token_issued_at       timestamptz,
    oidc_id_token_expires_at      timestamptz,
    oidc_id_token_metadata        text,
    refresh_token_value           text,
    refresh_token_issued_at       timestamptz,
    refresh_token_expires_at      timestamptz,
    refresh_token_metadata        text,
    user_code_value               text,
    user_code_issued_at           timestamptz,
    user_code_expires_at          timestamptz,
    user_code_metadata            text,
    device_code_value             text,
    device_code_issued_at         timestamptz,
    device_code_expires_at        timestamptz,
    device_code_metadata          text,
    created_at                    timestamptz NOT NULL DEFAULT now(),
    -- What is known of somebody goes with their account. While nobody has signed in, the principal is the client.
    account_id                    uuid GENERATED ALWAYS AS (
        CASE WHEN principal_name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN principal_name::uuid END
        ) STORED REFERENCES account ON DELETE CASCADE
);
CREATE INDEX oauth2_authorization_account ON oauth2_authorization (account_id);
CREATE INDEX oauth2_authorization_client ON oauth2_authorization (registered_client_id);
CREATE UNIQUE INDEX oauth2_authorization_state ON oauth2_authorization (state);
CREATE UNIQUE INDEX oauth2_authorization_code ON oauth2_authorization (authorization_code_value);
CREATE UNIQUE INDEX oauth2_authorization_id_token ON oauth2_authorization (oidc_id_token_value);
CREATE UNIQUE INDEX oauth2_authorization_device_code ON oauth2_authorization (device_code_value);
CREATE UNIQUE INDEX oauth2_authorization_user_code ON oauth2_authorization (user_code_value);

CREATE TABLE oauth2_authorization_consent (
    registered_client_id varchar(100) NOT NULL REFERENCES oauth2_registered_client ON DELETE CASCADE,
    principal_name       varchar(200) NOT NULL,
    authorities          varchar(1000) NOT NULL,
    account_id           uuid GENERATED ALWAYS AS (principal_name::uuid) STORED REFERENCES account ON DELETE CASCADE,
    PRIMARY KEY (registered_client_id, principal_name)
);
CREATE INDEX oauth2_authorization_consent_account ON oauth2_authorization_consent (account_id);
