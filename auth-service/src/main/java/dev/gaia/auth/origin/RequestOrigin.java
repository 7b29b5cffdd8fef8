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

    private static final String FORWARDED_FOR = "X-Forwarded-For";

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

    /** The last entry is the gateway's own; what a client has sent stands before it, if anywhere. */
    private static String addressOf(HttpServletRequest request) {
        String forwarded = request.getHeader(FORWARDED_FOR);
        return forwarded == null
                ? request.getRemoteAddr()
                : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    }
}
