package dev.gaia.gateway.pipeline;

import dev.gaia.common.identity.Caller;
import dev.gaia.gateway.route.RouteTable.Route;
import dev.gaia.gateway.route.UpstreamName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * What ties the requests of one conversation together, so that they go to the instance whose cache holds its beginning: the
 * conversation that the address or the header names, else the caller's session. Bodies are not read here.
 */
final class ConversationAffinity {

    /** The exchange's attribute with the {@link Caller}. */
    static final String CALLER = Caller.class.getName();

    static final String HEADER = "X-Conversation-Id";

    private static final Pattern PATH = Pattern.compile("/conversations/([^/]+)");

    private ConversationAffinity() {}

    static @Nullable String of(ServerWebExchange exchange, Route route) {
        if (route.upstream() != UpstreamName.CHAT) {
            return null;
        }
        Matcher path = PATH.matcher(exchange.getRequest().getPath().value());
        if (path.find()) {
            return path.group(1);
        }
        String header = exchange.getRequest().getHeaders().getFirst(HEADER);
        if (header != null) {
            return header;
        }
        Caller caller = exchange.getAttribute(CALLER);
        return caller == null ? null : caller.sessionId().toString();
    }
}
