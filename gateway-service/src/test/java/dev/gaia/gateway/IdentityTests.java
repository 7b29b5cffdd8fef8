package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gaia.gateway.StubService.Received;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTests {

    private static final String PATH = "/v1/models";

    private static final StubAuth auth = new StubAuth();
    private static final StubService chat = new StubService("chat");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(auth.url(), chat.url(), chat.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        chat.close();
    }

    @BeforeEach
    void forget() {
        chat.received().clear();
        auth.service.received().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
    void goodTokenGoesOnAsItCame(String scheme) {
        String token = auth.token();

        assertThat(status(gateway.get(PATH).header("Authorization", scheme + token)))
                .isEqualTo(200);

        assertThat(received().headers().getAll("Authorization")).containsExactly("Bearer " + token);
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void badTokenIsRefused(String token) {
        HttpResponse<String> response = gateway.send(gateway.get(PATH).header("Authorization", "Bearer " + token));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        ErrorBodies.assertShape(PATH, response);
        assertThat(chat.received()).isEmpty();
    }

    static Stream<Named<String>> badTokens() throws JOSEException {
        String good = auth.token();
        String[] parts = good.split("\\.");
        Date past = Date.from(Instant.now().minus(Duration.ofMinutes(1)));
        return Stream.of(
                Named.of("expired", auth.token(claims -> claims.expirationTime(past))),
                Named.of(
                        "not valid yet",
                        auth.token(claims ->
                                claims.notBeforeTime(Date.from(Instant.now().plus(Duration.ofMinutes(1)))))),
                Named.of("never expiring", auth.token(claims -> claims.expirationTime(null))),
                Named.of("of another issuer", auth.token(claims -> claims.issuer("other"))),
                Named.of("of no issuer", auth.token(claims -> claims.issuer(null))),
                Named.of("for another audience", auth.token(claims -> claims.audience("other"))),
                Named.of("for no audience", auth.token(claims -> claims.audience((String) null))),
                Named.of("without a session", auth.token(claims -> claims.claim("sid", null))),
                Named.of("with a session that is no id", auth.token(claims -> claims.claim("sid", "1"))),
                Named.of("without an account", auth.token(claims -> claims.subject(null))),
                Named.of("without a scope", auth.token(claims -> claims.claim("scope", null))),
                Named.of("not signed", new PlainJWT(StubAuth.claims().build()).serialize()),
                Named.of("without its signature", parts[0] + "." + parts[1] + "."),
                Named.of("signed with the public key as a secret", signedWithPublicKey()),
                Named.of("of a key that is not published", StubAuth.token(StubAuth.newKey("other"), claims -> claims)),
                Named.of(
                        "of another key under the name of the published one",
                        StubAuth.token(StubAuth.newKey("first"), claims -> claims)),
                Named.of("changed after signing", parts[0] + "." + widened(parts[1]) + "." + parts[2]),
                Named.of("no token at all", "nonsense"),
                Named.of("of empty parts", ".."));
    }

    private static String signedWithPublicKey() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(auth.key().getKeyID())
                        .build(),
                StubAuth.claims().build());
        token.sign(new MACSigner(auth.key().toRSAPublicKey().getEncoded()));
        return token.serialize();
    }

    private static String widened(String payload) {
        String claims = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
        String changed = claims.replace("chat assets", "chat assets admin");
        assertThat(changed).isNotEqualTo(claims);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic Z2FpYTpnYWlh", "Bearer", "Bearer ", "Token abc"})
    void requestWithoutACredentialIsRefused(String authorization) {
        HttpRequest.Builder request = gateway.get(PATH);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }

        assertThat(status(request)).isEqualTo(401);
        assertThat(chat.received()).isEmpty();
    }

    @Test
    void tokenOfANewKeyIsGoodSoonAfterThatIsPublished() {
        RSAKey next = StubAuth.newKey("next");
        String token = StubAuth.token(next, claims -> claims);
        assertThat(status(gateway.get(PATH).header("Authorization", "Bearer " + auth.token())))
                .isEqualTo(200);
        auth.publish(auth.key(), next);

        await().atMost(Duration.ofSeconds(8))
                .until(() -> status(gateway.get(PATH).header("Authorization", "Bearer " + token)) == 200);
    }

    @Test
    void madeUpKeyNamesDoNotMakeAStormOfCalls() {
        for (int i = 0; i < 30; i++) {
            String token = StubAuth.token(
                    new RSAKey.Builder(auth.key()).keyID("made-up-" + i).build(), claims -> claims);
            assertThat(status(gateway.get(PATH).header("Authorization", "Bearer " + token)))
                    .isEqualTo(401);
        }

        assertThat(auth.service.received(StubAuth.JWKS)).hasSizeLessThanOrEqualTo(2);
    }

    static Stream<Named<Carrier>> keyCarriers() {
        return Stream.of(
                Named.of("X-API-Key", (request, key) -> request.header("X-API-Key", key)),
                Named.of("bearer", (request, key) -> request.header("Authorization", "Bearer " + key)),
                Named.of(
                        "both",
                        (request, key) -> request.header("X-API-Key", key).header("Authorization", "Bearer " + key)));
    }

    interface Carrier {
        HttpRequest.Builder carry(HttpRequest.Builder request, String key);
    }

    @ParameterizedTest
    @MethodSource("keyCarriers")
    void keyIsSwappedAndStaysHere(Carrier carrier) {
        String key = "gaia_" + UUID.randomUUID() + "_secret";
        String token = auth.accept(key);

        assertThat(status(carrier.carry(gateway.get(PATH), key))).isEqualTo(200);

        assertThat(received().headers().getAll("Authorization")).containsExactly("Bearer " + token);
        assertThat(received().headers().toString()).doesNotContain(key);
    }

    @Test
    void swapIsRemembered() {
        auth.accept("gaia_2_remembered");

        for (int i = 0; i < 20; i++) {
            assertThat(status(gateway.get(PATH).header("X-API-Key", "gaia_2_remembered")))
                    .isEqualTo(200);
        }

        assertThat(auth.service.received(StubAuth.EXCHANGE)).hasSize(1);
    }

    @Test
    void burstOfOneKeyMakesOneCall() {
        auth.accept("gaia_3_burst");
        HttpRequest request =
                gateway.get(PATH).header("X-API-Key", "gaia_3_burst").build();

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                .mapToObj(_ -> gateway.client().sendAsync(request, BodyHandlers.ofString()))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(auth.service.received(StubAuth.EXCHANGE)).hasSize(1);
    }

    @Test
    void refusedKeyIsAskedForOnce() {
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> response = gateway.send(gateway.get(PATH).header("X-API-Key", "gaia_4_refused"));
            assertThat(response.statusCode()).isEqualTo(401);
            ErrorBodies.assertShape(PATH, response);
        }

        assertThat(auth.service.received(StubAuth.EXCHANGE)).hasSize(1);
        assertThat(chat.received()).isEmpty();
    }

    @Test
    void clientThatGoesAwayDoesNotSpoilTheSwapOfOthers() throws IOException {
        auth.accept("gaia_5_shared");
        try (var gone = gateway.connect()) {
            gone.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: gaia\r\nX-API-Key: gaia_5_shared\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(status(gateway.get(PATH).header("X-API-Key", "gaia_5_shared")))
                .isEqualTo(200);
        assertThat(auth.service.received(StubAuth.EXCHANGE)).hasSize(1);
    }

    @Test
    void openPathTakesNoNoticeOfCredentialsAndPassesNoneOn() {
        HttpResponse<String> response = gateway.send(gateway.post("/api/v1/auth/login", "{}")
                .header("Authorization", "Bearer stale")
                .header("X-API-Key", "gaia_6_stale"));

        assertThat(response.statusCode()).isEqualTo(200);
        HttpHeaders headers =
                auth.service.received("/api/v1/auth/login").getFirst().headers();
        assertThat(headers.contains("Authorization")).isFalse();
        assertThat(headers.contains("X-API-Key")).isFalse();
        assertThat(auth.service.received(StubAuth.EXCHANGE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-User-Id",
                "x-user-id",
                "X_User_Id",
                "X-User",
                "X-Username",
                "X-Account-Id",
                "X-Auth-Request-User",
                "X-Authenticated-Userid",
                "X-Session-Id",
                "X-Scope",
                "X-Scopes",
                "X-Roles",
                "X-Tenant-Id",
                "X-Caller",
                "X-Principal",
                "X-Gaia-Account",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Prefix",
                "X-Forwarded-User",
                "X-Forwarded-Client-Cert",
                "Forwarded",
                "X-Real-IP",
                "X-Client-IP",
                "X-Client-Cert",
                "True-Client-IP",
                "Remote-User",
                "X-Remote-User",
                "X-Original-URL",
                "X-Original-Method",
                "X-Rewrite-URL",
                "X-HTTP-Method-Override",
                "Cookie",
                "Proxy-Authorization",
                "Via"
            })
    void whateverClaimsToBeSomebodyIsTakenAway(String header) {
        assertThat(status(gateway.get(PATH)
                        .header("Authorization", "Bearer " + auth.token())
                        .header(header, "admin")))
                .isEqualTo(200);

        assertThat(received().headers().names()).noneMatch(name -> name.equalsIgnoreCase(header));
    }

    @Test
    void nothingButTheTokenTellsAServiceWhoCalls() {
        gateway.send(gateway.get(PATH).header("Authorization", "Bearer " + auth.token()));

        assertThat(received().headers().names().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(
                        "authorization",
                        "accept",
                        "host",
                        "user-agent",
                        "x-correlation-id",
                        "x-gaia-client-address",
                        "content-length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Gaia-Client-Address", "X_Gaia_Client_Address", "X-Forwarded-For", "Fly-Client-IP"})
    void servicesAreToldTheAddressOfTheConnectionWhateverTheClientSays(String header) {
        gateway.send(gateway.get(PATH)
                .header("Authorization", "Bearer " + auth.token())
                .header(header, "198.51.100.7"));

        assertThat(received().headers().getAll("X-Gaia-Client-Address")).containsExactly("127.0.0.1");
    }

    @Test
    void clientCannotHaveTheTokenTakenOffOnTheWay() throws IOException {
        String answer = gateway.talk("GET " + PATH + " HTTP/1.1\r\nHost: gaia\r\nConnection: close, Authorization\r\n"
                + "Authorization: Bearer " + auth.token() + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(received().headers().contains("Authorization")).isTrue();
    }

    @Test
    void endedSessionIsRefusedWithinAboutASecond() {
        UUID session = UUID.randomUUID();
        String token = auth.token(claims -> claims.claim("sid", session.toString()));
        HttpRequest.Builder request = gateway.get(PATH).header("Authorization", "Bearer " + token);
        assertThat(status(request)).isEqualTo(200);

        auth.end(session);

        await().atMost(Duration.ofSeconds(3)).until(() -> status(request) == 401);
    }

    @Test
    void endedSessionIsRefusedAmongVeryMany() {
        UUID session = UUID.randomUUID();
        String token = auth.token(claims -> claims.claim("sid", session.toString()));
        HttpRequest.Builder request = gateway.get(PATH).header("Authorization", "Bearer " + token);
        assertThat(status(request)).isEqualTo(200);

        auth.endAll(Stream.concat(Stream.generate(UUID::randomUUID).limit(30_000), Stream.of(session))
                .toList());

        await().atMost(Duration.ofSeconds(10)).until(() -> status(request) == 401);
    }

    @Test
    void endedSessionOfAKeyIsRefusedThoughItsSwapIsRemembered() {
        UUID session = UUID.randomUUID();
        String key = "gaia_7_withdrawn";
        auth.accept(key, auth.token(claims -> claims.claim("sid", session.toString())));
        HttpRequest.Builder request = gateway.get(PATH).header("X-API-Key", key);
        assertThat(status(request)).isEqualTo(200);

        auth.end(session);

        await().atMost(Duration.ofSeconds(3)).until(() -> status(request) == 401);
    }

    @Test
    void correlationIdOfTheClientIsKept() {
        HttpResponse<String> response = gateway.send(gateway.get(PATH)
                .header("Authorization", "Bearer " + auth.token())
                .header("X-Correlation-Id", "headset-1.7"));

        assertThat(response.headers().allValues("X-Correlation-Id")).containsExactly("headset-1.7");
        assertThat(received().headers().getAll("X-Correlation-Id")).containsExactly("headset-1.7");
    }

    @Test
    void requestWithoutACorrelationIdGetsOne() {
        HttpResponse<String> response =
                gateway.send(gateway.get(PATH).header("Authorization", "Bearer " + auth.token()));

        String id = response.headers().firstValue("X-Correlation-Id").orElseThrow();
        assertThat(UUID.fromString(id)).isNotNull();
        assertThat(received().headers().getAll("X-Correlation-Id")).containsExactly(id);
    }

    static Stream<Named<String>> hostileIds() {
        return Stream.of(
                Named.of("10 kB", "a".repeat(10_000)),
                Named.of("folded over two lines", "good\r\n evil"),
                Named.of("markup", "<script>"),
                Named.of("escaped newline", "a%0d%0ab"),
                Named.of("not ASCII", "\u00fc"),
                Named.of("empty", ""));
    }

    @ParameterizedTest
    @MethodSource("hostileIds")
    void hostileCorrelationIdIsReplaced(String id) throws IOException {
        String answer =
                gateway.talk("GET " + PATH + " HTTP/1.1\r\nHost: gaia\r\nConnection: close\r\nX-Correlation-Id: " + id
                        + "\r\nAuthorization: Bearer " + auth.token() + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        String sent = received().headers().get("X-Correlation-Id");
        assertThat(UUID.fromString(sent)).isNotNull();
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("x-correlation-id: " + sent);
    }

    @Test
    void headOfARequestMayNotBeHuge() throws IOException {
        String answer = gateway.talk("GET " + PATH + " HTTP/1.1\r\nHost: gaia\r\nConnection: close\r\nX-Filler: "
                + "a".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431 ");
        assertThat(chat.received()).isEmpty();
    }

    private static int status(HttpRequest.Builder request) {
        return gateway.send(request).statusCode();
    }

    private static Received received() {
        assertThat(chat.received()).isNotEmpty();
        return chat.received().getLast();
    }
}
