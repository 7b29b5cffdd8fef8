package dev.gaia.auth.session;

/**
 * A session in the compatible shape.
 *
 * @param expiresIn of the access token, in seconds
 */
public record SessionResponse(String accessToken, String refreshToken, long expiresIn, String tokenType) {

    public static SessionResponse from(Session session) {
        return new SessionResponse(
                session.accessToken().value(),
                session.refreshToken(),
                session.accessToken().life().toSeconds(),
                "bearer");
    }

    @Override
    public String toString() {
        return "SessionResponse[***]";
    }
}
