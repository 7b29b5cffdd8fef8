package dev.gaia.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stands where auth-service stands: publishes keys, signs tokens with them, swaps API keys, tells which sessions ended. */
final class StubAuth implements AutoCloseable {

    static final String JWKS = "/.well-known/jwks.json";
    static final String EXCHANGE = "/internal/api-keys/exchange";
    static final String REVOCATIONS = "/internal/revocations";
    static final String GOOD_KEY = "gaia_1_good";

    private static final int PAGE = 5_000;

    final StubService service = new StubService("auth");
    private final Map<String, String> tokensByKey = new ConcurrentHashMap<>();
    private final List<UUID> log = new CopyOnWriteArrayList<>();
    private volatile RSAKey key = newKey("first");

    StubAuth() {
        publish(key);
        followersAreTold();
        accept(GOOD_KEY);
        service.answer(EXCHANGE, (request, response) -> {
            String sent = new String(request.body(), StandardCharsets.UTF_8);
            String token = tokensByKey.entrySet().stream()
                    .filter(entry -> sent.equals("{\"api_key\":\"" + entry.getKey() + "\"}"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
            return (token.isEmpty()
                            ? StubService.json(401, "{}")
                            : StubService.json(200, "{\"access_token\":\"%s\",\"expires_in\":900}".formatted(token)))
                    .to(request, response);
        });
    }

    /** The API key is good from now on; gives the token that it is swapped for. */
    String accept(String apiKey) {
        return accept(apiKey, token());
    }

    String accept(String apiKey, String token) {
        tokensByKey.put(apiKey, token);
        return token;
    }

    void publish(RSAKey... keys) {
        service.answer(
                JWKS,
                StubService.json(
                        200,
                        new JWKSet(Arrays.stream(keys)
                                        .map(RSAKey::toPublicJWK)
                                        .map(JWK.class::cast)
                                        .toList())
                                .toString()));
    }

    void followersAreTold() {
        service.answer(
                REVOCATIONS,
                (request, response) -> response.header("Content-Type", "application/json")
                        .sendString(revocations(request.uri()))
                        .then());
    }

    /** As auth-service does when somebody logs out: whoever follows the log is told. */
    void end(UUID session) {
        log.add(session);
    }

    void endAll(Collection<UUID> sessions) {
        log.addAll(sessions);
    }

    private Mono<String> revocations(String uri) {
        int after = parameter(uri, "after");
        int wait = parameter(uri, "wait_ms");
        return Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                .onBackpressureDrop()
                .filter(_ -> log.size() > after)
                .take(Duration.ofMillis(wait + 1))
                .take(1)
                .then(Mono.fromSupplier(() -> revocationsAfter(after)));
    }

    private String revocationsAfter(int after) {
        List<UUID> all = List.copyOf(log);
        List<UUID> page = all.subList(Math.min(after, all.size()), Math.min(after + PAGE, all.size()));
        Instant now = Instant.now();
        String entries = page.stream()
                .map(session -> "{\"session_id\":\"%s\",\"revoked_at\":\"%s\",\"until\":\"%s\"}"
                        .formatted(session, now, now.plus(Duration.ofMinutes(16))))
                .collect(Collectors.joining(","));
        return "{\"last\":%d,\"more\":%b,\"age_ms\":0,\"sessions\":[%s]}"
                .formatted(after + page.size(), after + page.size() < all.size(), entries);
    }

    private static int parameter(String uri, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=(\\d+)").matcher(uri);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    RSAKey key() {
        return key;
    }

    static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String token() {
        return token(claims -> claims);
    }

    /** A good token but for what is changed. */
    String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return token(key, change);
    }

    static String token(RSAKey key, UnaryOperator<JWTClaimsSet.Builder> change) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    change.apply(claims()).build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("gaia")
                .audience("gaia")
                .subject(UUID.randomUUID().toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("scope", "chat assets")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(15))));
    }

    String url() {
        return service.url();
    }

    @Override
    public void close() {
        service.close();
    }
}
