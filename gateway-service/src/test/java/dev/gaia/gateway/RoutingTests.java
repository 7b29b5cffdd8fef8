package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.StubService.Received;
import dev.gaia.gateway.route.RouteTable;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.PathContainer;
import reactor.core.publisher.Mono;

class RoutingTests {

    private static final StubAuth auth = new StubAuth();
    private static final StubService chat = new StubService("chat");
    private static final StubService asset = new StubService("asset");
    private static RunningGateway gateway;

    /** What the services answer, as clients call it. */
    private record Call(String method, String path, String service, boolean open) {}

    private static final String CALLS = """
            POST   /api/v0.3/auth/register                       auth  open
            POST   /api/v0.3/auth/login                          auth  open
            POST   /api/v0.3/auth/refresh                        auth  open
            POST   /api/v0.3/auth/validate                       auth  open
            POST   /api/v0.3/auth/confirm                         auth  open
            POST   /api/v0.3/auth/resend-verification             auth  open
            POST   /api/v0.3/auth/logout                         auth
            POST   /api/v1/auth/register                         auth  open
            POST   /api/v1/auth/login                            auth  open
            POST   /api/v1/auth/refresh                          auth  open
            POST   /api/v1/auth/validate                         auth  open
            POST   /api/v1/auth/confirm                           auth  open
            POST   /api/v1/auth/resend-verification               auth  open
            POST   /api/v1/auth/logout                           auth
            GET    /api/v1/auth/api-keys                         auth
            DELETE /api/v1/auth/api-keys/5d0c                    auth
            POST   /api/v2/account/password-reset                auth  open
            POST   /api/v2/account/password-reset/confirm        auth  open
            POST   /api/v2/account/password                      auth
            PUT    /api/v2/admin/accounts/5d0c/roles             auth
            GET    /account/confirm.html                         auth  open
            POST   /auth/api-key-login                           auth  open
            GET    /.well-known/jwks.json                        auth  open
            GET    /.well-known/openid-configuration             auth  open
            GET    /.well-known/oauth-authorization-server       auth  open
            GET    /oauth2/authorize?client_id=gaia-web          auth  open
            POST   /oauth2/token                                 auth  open
            GET    /connect/logout?id_token_hint=x               auth  open
            GET    /login?continue=%2Factivate                   auth  open
            POST   /logout                                       auth  open
            GET    /activate?user_code=BCDF-GHJK                 auth  open
            GET    /activate/qr.png?user_code=BCDF-GHJK          auth  open
            GET    /userinfo                                     auth
            POST   /api/v0.3/chat                                chat
            GET    /api/v0.3/conversations                       chat
            DELETE /api/v0.3/conversations/5d0c                  chat
            POST   /api/v1/chat                                  chat
            POST   /api/v1/chat/completions                      chat
            GET    /api/v1/conversations?limit=5&cursor=a%2Bb    chat
            PUT    /api/v1/conversations/5d0c                    chat
            GET    /api/v1/conversations/not%20an%20id/messages  chat
            GET    /v1/models                                    chat
            GET    /v1/models/SmolLM2-135M-Instruct              chat
            POST   /v1/chat/completions                          chat
            POST   /v1/embeddings                                chat
            GET    /api/v1/assets/test                           asset open
            POST   /api/v1/assets/generate                       asset
            GET    /api/v1/assets?limit=2                        asset
            GET    /api/v1/assets/%C3%BC                         asset
            POST   /api/v2/jobs                                  asset
            GET    /api/v2/jobs/5d0c                             asset
            DELETE /api/v2/jobs/5d0c                             asset
            """;

    static Stream<Call> calls() {
        return CALLS.lines()
                .map(line -> line.split(" +"))
                .map(words -> new Call(words[0], words[1], words[2], words.length > 3));
    }

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(auth.url(), chat.url(), asset.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Stream.of(auth.service, chat, asset).forEach(StubService::close);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void callReachesItsServiceUnchanged(Call call) {
        Map<String, StubService> services = Map.of("auth", auth.service, "chat", chat, "asset", asset);
        services.values().forEach(service -> service.received().clear());

        HttpResponse<String> response = gateway.send(as(auth.token(), call(call)));

        assertThat(response.statusCode()).isEqualTo(200);
        services.forEach((name, service) -> assertThat(service.received().stream()
                        .filter(request -> !request.uri().startsWith("/internal/"))
                        .filter(request -> call.path().equals(StubAuth.JWKS)
                                || !request.uri().equals(StubAuth.JWKS))
                        .map(request -> request.method() + " " + request.uri())
                        .distinct())
                .isEqualTo(name.equals(call.service()) ? List.of(call.method() + " " + call.path()) : List.of()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void onlyOpenCallsGoOnWithoutACredential(Call call) {
        HttpResponse<String> response = gateway.send(call(call));

        assertThat(response.statusCode()).isEqualTo(call.open() ? 200 : 401);
    }

    @Test
    void everyLineOfTheTableIsAmongTheCalls() {
        RouteTable table = new RouteTable();

        assertThat(calls().map(call -> table.find(
                                PathContainer.parsePath(call.path().replaceFirst("\\?.*", "")))
                        .orElseThrow()))
                .containsAll(table.routes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/revocations",
                "/internal/api-keys/exchange",
                "/actuator",
                "/actuator/env",
                "/actuator/metrics",
                "/chat/actuator/health",
                "/api/v0.3/nothing",
                "/api/v0.3/chat/nothing",
                "/api/v1/nothing",
                "/v1/nothing",
                "/api/v2/nothing",
                "/nothing",
                "/api/v0.3/chat/"
            })
    void whatIsNotInTheTableIsNotThereForAnybody(String path) {
        long before = received();

        HttpResponse<String> stranger = gateway.send(gateway.get(path));
        HttpResponse<String> caller = gateway.send(as(auth.token(), gateway.get(path)));

        assertThat(stranger.statusCode()).isEqualTo(404);
        assertThat(caller.statusCode()).isEqualTo(404);
        ErrorBodies.assertShape(path, stranger);
        ErrorBodies.assertShape(path, caller);
        assertThat(received()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/../../internal/revocations",
                "/v1/models/..%2f..%2finternal%2frevocations",
                "/v1/models/%2e%2e/%2e%2e/internal/revocations",
                "/v1/models;/../internal",
                "//internal/revocations",
                "/v1/models/..%5cinternal",
                "/v1/models/%00"
            })
    void addressThatCouldBeReadInTwoWaysIsRefused(String path) throws IOException {
        long before = received();

        String answer = gateway.talk("GET " + path
                + " HTTP/1.1\r\nHost: gaia\r\nConnection: close\r\nAuthorization: Bearer " + auth.token() + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer).contains(path.startsWith("/v1/") ? "{\"error\":{" : "/problems/invalid-request");
        assertThat(received()).isEqualTo(before);
    }

    @Test
    void wrongMethodKeepsTheAnswerOfTheService() {
        chat.answer(
                "/api/v0.3/chat",
                (_, response) -> response.status(405)
                        .header("Allow", "POST")
                        .header("Content-Type", "application/json")
                        .sendString(Mono.just("{\"detail\":\"Method 'GET' is not supported.\"}"))
                        .then());

        HttpResponse<String> response = gateway.send(as(auth.token(), gateway.get("/api/v0.3/chat")));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
        assertThat(response.body()).isEqualTo("{\"detail\":\"Method 'GET' is not supported.\"}");
        chat.answer("/api/v0.3/chat", StubService.json(200, "{}"));
    }

    @Test
    void bodyAndUsefulHeadersArriveUnchanged() {
        chat.received().clear();

        gateway.send(as(auth.token(), gateway.post("/v1/chat/completions", "{\"text\": \"süß\"}"))
                .header("Accept", "text/event-stream")
                .header("Idempotency-Key", "once")
                .header("Last-Event-ID", "7")
                .header("X-Response-Format", "v0.3")
                .header("User-Agent", "Unity"));

        Received request = chat.received().getFirst();
        assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\": \"süß\"}");
        assertThat(request.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().get("Accept")).isEqualTo("text/event-stream");
        assertThat(request.headers().get("Idempotency-Key")).isEqualTo("once");
        assertThat(request.headers().get("Last-Event-ID")).isEqualTo("7");
        assertThat(request.headers().get("X-Response-Format")).isEqualTo("v0.3");
        assertThat(request.headers().get("User-Agent")).isEqualTo("Unity");
    }

    @Test
    void noHeaderOfAnAnswerComesTwice() {
        chat.answer(
                "/v1/models",
                (_, response) -> response.header("X-Content-Type-Options", "nosniff")
                        .header("Cache-Control", "no-store")
                        .header("X-Correlation-Id", "of-the-service")
                        .header("Vary", "Origin")
                        .sendString(Mono.just("{}"))
                        .then());

        HttpResponse<String> response =
                gateway.send(as(auth.token(), gateway.get("/v1/models")).header("Origin", "https://studio.example"));

        Stream.of("X-Content-Type-Options", "Cache-Control", "X-Correlation-Id", "Access-Control-Allow-Origin")
                .forEach(header -> assertThat(response.headers().allValues(header))
                        .as(header)
                        .hasSize(1));
        chat.answer("/v1/models", StubService.json(200, "{}"));
    }

    @Test
    void rootNamesTheVersions() {
        assertThat(gateway.send(gateway.get("/")).body())
                .isEqualTo("{\"message\":\"Gaia\",\"versions\":[\"v0.3\",\"v1\",\"v2\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/prometheus"})
    void ownOperationsAreOpen(String path) {
        assertThat(gateway.send(gateway.get(path)).statusCode()).isEqualTo(200);
    }

    private static HttpRequest.Builder call(Call call) {
        return gateway.request(call.method(), call.path(), BodyPublishers.noBody());
    }

    private static HttpRequest.Builder as(String token, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token);
    }

    private static long clientRequests(StubService service) {
        return service.received().stream()
                .filter(request ->
                        !request.uri().equals(StubAuth.JWKS) && !request.uri().startsWith(StubAuth.REVOCATIONS + "?"))
                .count();
    }

    private static long received() {
        return Stream.of(auth.service, chat, asset)
                .mapToLong(RoutingTests::clientRequests)
                .sum();
    }
}
