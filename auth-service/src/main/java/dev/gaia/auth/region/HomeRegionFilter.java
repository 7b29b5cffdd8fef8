package dev.gaia.auth.region;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests that name an address on to the region where its account lives, before anything of them is looked at or
 * kept: by Fly's proxy where there is one, else by calling the other region in the client's place. An address that has an
 * account here, or nowhere that is known of, stays.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10) // after those that give the request its id and failures their shape
class HomeRegionFilter extends OncePerRequestFilter {

    /** So that two regions that disagree do not send a request to and fro. */
    static final String SENT_ON = "X-Gaia-Region-Hop";

    private static final Logger log = LoggerFactory.getLogger(HomeRegionFilter.class);

    private static final int MOST_BYTES = 16 * 1024;
    private static final Set<String> PATHS = Set.of(
            "/api/v0.3/auth/register",
            "/api/v0.3/auth/login",
            "/api/v0.3/auth/resend-verification",
            "/api/v1/auth/register",
            "/api/v1/auth/login",
            "/api/v1/auth/resend-verification",
            "/api/v2/account/password-reset");
    private static final List<String> PASSED_ON =
            List.of("Content-Type", "Accept", "User-Agent", "X-Correlation-Id", "X-Gaia-Client-Address");
    private static final List<String> PASSED_BACK = List.of("Content-Type", "Retry-After", "Cache-Control");

    private final RegionDirectory directory;
    private final Peers peers;
    private final RegionMetrics metrics;
    private final JsonMapper json;
    private final boolean onFly;

    HomeRegionFilter(
            RegionDirectory directory,
            Peers peers,
            RegionMetrics metrics,
            JsonMapper json,
            RegionProperties properties) {
        this.directory = directory;
        this.peers = peers;
        this.metrics = metrics;
        this.json = json;
        this.onFly = !properties.fly().isBlank();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !directory.isNeeded()
                || !request.getMethod().equals("POST")
                || !PATHS.contains(request.getRequestURI())
                || request.getHeader(SENT_ON) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ReadRequest read = ReadRequest.of(request, MOST_BYTES);
        Optional<String> region = addressIn(read.body()).flatMap(directory::elsewhere);
        if (region.isEmpty()) {
            chain.doFilter(read, response);
        } else if (onFly) {
            metrics.sentOn(region.get(), "replay");
            response.setHeader("fly-replay", "region=" + region.get());
            response.setStatus(HttpServletResponse.SC_CONFLICT); // Fly's proxy takes it, no client sees it
        } else {
            metrics.sentOn(region.get(), "proxy");
            proxy(region.get(), read, response);
        }
    }

    private Optional<String> addressIn(byte[] body) {
        try {
            JsonNode email = json.readTree(body).path("email");
            return email.isString() ? Optional.of(email.asString()) : Optional.empty();
        } catch (JacksonException malformed) {
            return Optional.empty(); // whoever reads it next says so
        }
    }

    private void proxy(String region, ReadRequest request, HttpServletResponse response) throws IOException {
        HttpResponse<byte[]> answer;
        try {
            answer = peers.send(region, request.getRequestURI(), passedOn(request));
        } catch (IOException away) {
            log.warn("Region {} does not answer: {}", region, away.toString());
            throw RegionProblem.unavailable();
        }
        response.setStatus(answer.statusCode());
        PASSED_BACK.forEach(
                name -> answer.headers().firstValue(name).ifPresent(value -> response.setHeader(name, value)));
        response.getOutputStream().write(answer.body());
    }

    private HttpRequest.Builder passedOn(ReadRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder()
                .header(SENT_ON, directory.here())
                .POST(BodyPublishers.ofByteArray(request.body()));
        for (String name : PASSED_ON) {
            String value = request.getHeader(name);
            if (value != null) {
                builder.header(name, value);
            }
        }
        if (request.getHeader("X-Gaia-Client-Address") == null) {
            builder.header("X-Gaia-Client-Address", request.getRemoteAddr());
        }
        return builder;
    }
}
