package dev.gaia.auth.oauth;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.ClientSession;
import dev.gaia.auth.session.ClientSessions;
import dev.gaia.auth.session.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Who has signed in on the pages, by a cookie. A browser's session is one of its account's sessions, so what ends those ends
 * it too, on every instance; and each sign-in makes a new one, so that nobody can plant a cookie before.
 */
@Component
class BrowserSessions implements SecurityContextRepository {

    /** As its {@code client_id}: a session of the pages has no tokens, and no client may go on with it. */
    static final String PAGES = "gaia-pages";

    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final BrowserSessionRepository repository;
    private final ClientSessions clientSessions;
    private final Sessions sessions;
    private final InstantSource clock;
    private final Duration life;
    private final boolean secure;

    BrowserSessions(
            BrowserSessionRepository repository,
            ClientSessions clientSessions,
            Sessions sessions,
            InstantSource clock,
            OAuthProperties properties) {
        this.repository = repository;
        this.clientSessions = clientSessions;
        this.sessions = sessions;
        this.clock = clock;
        this.life = properties.browserSignIn();
        this.secure = properties.isSecure();
    }

    /** A browser takes a cookie with the prefix only over TLS, from this host, for all of it. */
    static String cookieName(String name, boolean secure) {
        return secure ? "__Host-" + name : name;
    }

    @Override
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return find(holder.getRequest())
                .<SecurityContext>map(session -> new SecurityContextImpl(session.authentication()))
                .orElseGet(SecurityContextHolder::createEmptyContext);
    }

    /** Nothing: {@link #open} does it, at the one place where somebody signs in. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return cookie(request).isPresent();
    }

    Optional<BrowserSession> find(HttpServletRequest request) {
        return cookie(request).flatMap(value -> repository.find(Hash.of(value), clock.instant()));
    }

    void open(UUID account, HttpServletRequest request, HttpServletResponse response) {
        close(request, response);
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        UUID session = UUID.randomUUID();
        clientSessions.open(new ClientSession(session, account, PAGES, Set.of("pages")), life);
        repository.insert(Hash.of(value), session);
        setCookie(response, value, life);
    }

    void close(HttpServletRequest request, HttpServletResponse response) {
        find(request).ifPresent(session -> {
            sessions.end(session.id(), Reason.LOGOUT);
            setCookie(response, "", Duration.ZERO);
        });
    }

    private Optional<String> cookie(HttpServletRequest request) {
        return Optional.ofNullable(WebUtils.getCookie(request, cookieName("gaia-session", secure)))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty());
    }

    private void setCookie(HttpServletResponse response, String value, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(cookieName("gaia-session", secure), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(age)
                        .build()
                        .toString());
    }
}
