package dev.gaia.auth.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** What may be registered as an address to which a browser is sent with a code; later it is compared to the letter. */
final class RedirectUri {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Set<String> NEVER = Set.of("javascript", "data", "vbscript", "file", "blob", "about");

    private RedirectUri() {}

    /** @throws IllegalArgumentException with a sentence for whoever registers it */
    static void check(String text) {
        URI uri = parse(text);
        String scheme = uri.getScheme();
        if (scheme == null || uri.getRawFragment() != null || uri.getRawUserInfo() != null || text.contains("*")) {
            throw new IllegalArgumentException(
                    text + " is no redirect URI: it must be absolute, without user, fragment and wildcard.");
        }
        switch (scheme) {
            case "https" -> requireHost(uri);
            case "http" -> {
                requireHost(uri);
                if (!LOOPBACK.contains(uri.getHost())) {
                    throw new IllegalArgumentException(text + ": plain http is for this machine only.");
                }
            }
            default -> {
                // An app's own, named like a domain that it has (RFC 8252), so that another cannot claim it by chance.
                if (NEVER.contains(scheme) || !scheme.contains(".")) {
                    throw new IllegalArgumentException(text + ": an app's scheme must be a reversed domain name.");
                }
            }
        }
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException(text + " is no URI.");
        }
    }

    private static void requireHost(URI uri) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(uri + " names no host.");
        }
    }
}
