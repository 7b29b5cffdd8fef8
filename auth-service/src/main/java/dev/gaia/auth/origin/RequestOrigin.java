package dev.gaia.auth.origin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who sent the request that this thread works for.
 *
 * @param network as the gateway saw it; to be forgotten with the request, but for {@link Network#coarse()}
 * @param device in words for people
 */
public record RequestOrigin(Network network, String device) {

    private static final String CLIENT_ADDRESS = "X-Gaia-Client-Address";

    /** Empty outside of a request. */
    public static Optional<RequestOrigin> current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? Optional.of(of(attributes.getRequest()))
                : Optional.empty();
    }

    private static RequestOrigin of(HttpServletRequest request) {
        return new RequestOrigin(
                Network.of(addressOf(request)), Device.describe(request.getHeader(HttpHeaders.USER_AGENT)));
    }

    /** The gateway takes away what a client has sent under this name. */
    private static String addressOf(HttpServletRequest request) {
        String told = request.getHeader(CLIENT_ADDRESS);
        return told == null ? request.getRemoteAddr() : told;
    }
}
