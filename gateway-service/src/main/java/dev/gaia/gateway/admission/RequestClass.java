package dev.gaia.gateway.admission;

import dev.gaia.gateway.route.RouteTable.Route;
import java.util.Locale;

/** What a request is for. The classes that come later in this list are refused first when there is too much to do. */
public enum RequestClass {
    LOGIN,
    CHAT,
    ASSETS;

    public static RequestClass of(Route route) {
        return switch (route.upstream()) {
            case AUTH -> LOGIN;
            case CHAT -> CHAT;
            case ASSET -> ASSETS;
        };
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
