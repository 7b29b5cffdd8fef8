package dev.gaia.gateway.route;

import java.util.Locale;

/** The services behind the gateway. */
public enum UpstreamName {
    AUTH,
    CHAT,
    ASSET;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
