package dev.gaia.common.environment;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A database address as Fly.io writes it, {@code postgres://user:password@host:5432/name?options}, in the parts that
 * JDBC wants.
 */
record DatabaseUrl(String jdbcUrl, String username, String password) {

    /** @throws IllegalArgumentException when the address is not of that form; the message never shows the password */
    static DatabaseUrl parse(String url) {
        URI uri = uri(url);
        String userInfo = uri.getRawUserInfo();
        boolean postgres = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
        if (!postgres || uri.getHost() == null || userInfo == null || userInfo.indexOf(':') < 1) {
            throw malformed();
        }
        int colon = userInfo.indexOf(':');
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseUrl(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + options,
                decode(userInfo.substring(0, colon)),
                decode(userInfo.substring(colon + 1)));
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException _) {
            throw malformed();
        }
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("DATABASE_URL must look like postgres://user:password@host:5432/name");
    }

    @Override
    public String toString() {
        return jdbcUrl + " as " + username;
    }
}
