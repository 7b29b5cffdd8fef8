package dev.gaia.auth.token;

/** What an access token was given for. */
public enum Grant {
    REGISTRATION,
    PASSWORD,
    REFRESH,
    API_KEY,
    AUTHORIZATION_CODE,
    DEVICE_CODE,
    CLIENT_CREDENTIALS,
    TOKEN_EXCHANGE
}
