package dev.gaia.gateway.pipeline;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * Where a request comes from: the other end of the connection; on Fly, where that is Fly's proxy, what the proxy says, which
 * nobody can say in its place.
 */
@Component
public class ClientAddress {

    private static final String FLY_CLIENT_IP = "Fly-Client-IP";
    private static final String UNKNOWN = "unknown";

    private final boolean behindFly;

    ClientAddress(@Value("${FLY_REGION:}") String flyRegion) {
        behindFly = !flyRegion.isEmpty();
    }

    public String of(ServerHttpRequest request) {
        String told = request.getHeaders().getFirst(FLY_CLIENT_IP);
        return behindFly && told != null ? told : connectionOf(request);
    }

    private static String connectionOf(ServerHttpRequest request) {
        return Optional.ofNullable(request.getRemoteAddress())
                .map(InetSocketAddress::getAddress)
                .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
                .orElse(UNKNOWN);
    }
}
