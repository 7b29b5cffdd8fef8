package dev.gaia.gateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services are.
 *
 * @param auth an address whose host stands for all instances behind that name, or several addresses with commas between
 * @param chat likewise
 * @param asset likewise
 * @param avoidFailed how long an instance that refused a connection is passed over
 */
@ConfigurationProperties("gateway.upstreams")
record RouteProperties(
        @DefaultValue List<URI> auth,
        @DefaultValue List<URI> chat,
        @DefaultValue List<URI> asset,
        @DefaultValue("3s") Duration avoidFailed) {

    RouteProperties {
        requireAddresses("auth", auth);
        requireAddresses("chat", chat);
        requireAddresses("asset", asset);
        if (avoidFailed.isNegative()) {
            throw new IllegalArgumentException("gateway.upstreams.avoid-failed must not be negative");
        }
    }

    /** Names are replaced by addresses, which no certificate would match: hence no https. A wrong host would be ourselves. */
    private static void requireAddresses(String name, List<URI> addresses) {
        boolean sound = addresses.stream()
                .allMatch(address -> "http".equals(address.getScheme())
                        && address.getHost() != null
                        && address.getRawPath().matches("/?")
                        && address.getRawQuery() == null);
        if (addresses.isEmpty() || !sound) {
            throw new IllegalArgumentException(
                    "gateway.upstreams." + name + " must be addresses such as http://host:8080, not " + addresses);
        }
    }

    List<URI> addressesOf(UpstreamName upstream) {
        return switch (upstream) {
            case AUTH -> auth;
            case CHAT -> chat;
            case ASSET -> asset;
        };
    }
}
