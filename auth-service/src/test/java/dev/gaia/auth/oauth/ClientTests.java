package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ClientTests {

    private static final String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient gaia = server.client();
    private final String admin = server.registerAdmin().text("/session/access_token");

    private OAuthClient register(String kind, List<String> redirectUris, String... scopes) {
        String id = OAuthClient.newId();
        Answer answer = gaia.post(
                "/api/v2/admin/oauth-clients",
                Map.of(
                        "client_id", id,
                        "name", "A client",
                        "kind", kind,
                        "redirect_uris", redirectUris,
                        "scopes", List.of(scopes)),
                admin);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return new OAuthClient(
                gaia.port(), id, answer.json().at("/client_secret").asString(""));
    }

    private OAuthClient machine(String... scopes) {
        return register("machine", List.of(), scopes);
    }

    private static Answer credentials(OAuthClient client, Map<String, String> more) {
        Map<String, String> form = new java.util.HashMap<>(Map.of("grant_type", "client_credentials"));
        form.putAll(more);
        return client.post("/oauth2/token", form);
    }

    @Test
    void aMachineGetsATokenForItself() {
        OAuthClient machine = machine("chat");

        Answer token = credentials(machine, Map.of());

        assertThat(token.status()).as(token.response().body()).isEqualTo(200);
        JsonNode claims = AuthClient.claims(token.text("/access_token"));
        assertThat(claims.at("/scope").asString()).isEqualTo("chat");
        assertThat(claims.at("/client_id").asString()).isEqualTo(machine.id());
        assertThat(gaia.isValid(token.text("/access_token"))).isTrue();
        assertThat(token.json().has("refresh_token")).isFalse();
        assertThat(credentials(machine, Map.of("scope", "admin")).text("/error"))
                .isEqualTo("invalid_scope");
    }

    @Test
    void aWrongSecretIsRefused() {
        OAuthClient machine = machine("chat");

        Answer token = credentials(new OAuthClient(gaia.port(), machine.id(), "gaiasecret_00"), Map.of());

        assertThat(token.status()).isEqualTo(401);
        assertThat(token.text("/error")).isEqualTo("invalid_client");
    }

    @Test
    void introspectionTellsOfAnyTokenOfGaiasWhetherItIsGoodNow() {
        OAuthClient machine = machine("chat");
        Answer somebody = gaia.register();
        String token = somebody.text("/session/access_token");

        Answer good = machine.post("/oauth2/introspect", Map.of("token", token));
        gaia.logout(token);
        Answer ended = machine.post("/oauth2/introspect", Map.of("token", token));

        assertThat(good.status()).as(good.response().body()).isEqualTo(200);
        assertThat(good.json().at("/active").asBoolean()).isTrue();
        assertThat(good.text("/sub")).isEqualTo(somebody.text("/user/id"));
        assertThat(good.text("/scope")).contains("chat");
        assertThat(ended.response().body()).isEqualTo("{\"active\":false}");
        assertThat(machine.post("/oauth2/introspect", Map.of("token", "nonsense"))
                        .response()
                        .body())
                .isEqualTo("{\"active\":false}");
    }

    @Test
    void whoHasNoSecretMayNotIntrospect() {
        OAuthClient web = new OAuthClient(gaia.port(), OAuthClient.WEB);

        assertThat(web.post("/oauth2/introspect", Map.of("token", "x", "grant_type", "refresh_token"))
                        .status())
                .isEqualTo(401);
        assertThat(web.post("/oauth2/introspect", Map.of("token", "x")).status())
                .isEqualTo(401);
    }

    @Test
    void aRevokedTokenEndsItsSession() {
        String email = AuthClient.newEmail();
        gaia.register(email);
        OAuthClient web = new OAuthClient(gaia.port(), OAuthClient.WEB);
        Answer byRefreshToken = web.redeem(web.code(email, AuthClient.PASSWORD));
        Answer byAccessToken = web.redeem(web.code(email, AuthClient.PASSWORD));

        assertThat(web.post("/oauth2/revoke", Map.of("token", byRefreshToken.text("/refresh_token")))
                        .status())
                .isEqualTo(200);
        assertThat(web.post("/oauth2/revoke", Map.of("token", byAccessToken.text("/access_token")))
                        .status())
                .isEqualTo(200);

        assertThat(gaia.isValid(byRefreshToken.text("/access_token"))).isFalse();
        assertThat(gaia.isValid(byAccessToken.text("/access_token"))).isFalse();
        assertThat(web.refresh(byRefreshToken.text("/refresh_token")).status()).isEqualTo(400);
    }

    @Test
    void noClientRevokesAnothersToken() {
        Answer somebody = gaia.register();
        String token = somebody.text("/session/access_token");

        Answer answer = machine("chat").post("/oauth2/revoke", Map.of("token", token));

        assertThat(answer.status()).isBetween(400, 401);
        assertThat(gaia.isValid(token)).isTrue();
    }

    private Answer exchange(OAuthClient client, String token, Map<String, String> more) {
        Map<String, String> form = new java.util.HashMap<>(Map.of(
                "grant_type", EXCHANGE,
                "subject_token", token,
                "subject_token_type", ACCESS_TOKEN_TYPE));
        form.putAll(more);
        return client.post("/oauth2/token", form);
    }

    @Test
    void anExchangedTokenIsTheUsersButNarrowerAndDiesWithTheirSession() {
        Answer somebody = gaia.register();
        String token = somebody.text("/session/access_token");
        OAuthClient machine = machine("chat", "assets", "admin");

        Answer exchanged = exchange(machine, token, Map.of("scope", "chat"));

        assertThat(exchanged.status()).as(exchanged.response().body()).isEqualTo(200);
        JsonNode claims = AuthClient.claims(exchanged.text("/access_token"));
        assertThat(claims.at("/sub").asString()).isEqualTo(somebody.text("/user/id"));
        assertThat(claims.at("/scope").asString()).isEqualTo("chat");
        assertThat(claims.at("/act/client_id").asString()).isEqualTo(machine.id());
        assertThat(gaia.isValid(exchanged.text("/access_token"))).isTrue();
        gaia.logout(token);
        assertThat(gaia.isValid(exchanged.text("/access_token"))).isFalse();
    }

    @Test
    void anExchangeGivesNeitherMoreScopesNorAnotherAudience() {
        Answer somebody = gaia.register();
        OAuthClient machine = machine("chat", "admin");
        String token = somebody.text("/session/access_token");
        String narrow = exchange(machine, token, Map.of("scope", "chat")).text("/access_token");

        assertThat(exchange(machine, token, Map.of("scope", "admin")).text("/error"))
                .isEqualTo("invalid_scope");
        assertThat(exchange(machine("assets"), narrow, Map.of("scope", "assets"))
                        .text("/error"))
                .isEqualTo("invalid_scope");
        assertThat(exchange(machine, token, Map.of("scope", "chat", "audience", "other"))
                        .text("/error"))
                .isEqualTo("invalid_target");
    }

    @Test
    void whoGotAnExchangedTokenCannotEndTheUsersSessionByIt() {
        Answer somebody = gaia.register();
        String token = somebody.text("/session/access_token");
        OAuthClient machine = machine("chat");
        String exchanged = exchange(machine, token, Map.of("scope", "chat")).text("/access_token");

        Answer answer = machine.post("/oauth2/revoke", Map.of("token", exchanged));

        assertThat(answer.text("/error")).isEqualTo("unsupported_token_type");
        assertThat(gaia.isValid(token)).isTrue();
    }

    @Test
    void aStrangersClientIsAllowedByItsUserAndNotAskedAboutTwice() {
        OAuthClient app =
                register("app", List.of("http://127.0.0.1:" + gaia.port() + "/app/signed-in"), "openid", "chat");
        String email = AuthClient.newEmail();
        gaia.register(email);
        Browser browser = new Browser(gaia.port());
        String address = app.authorize(Map.of("scope", "openid chat"));

        HttpResponse<String> asked = browser.signInFor(address, email, AuthClient.PASSWORD);
        String page = browser.get(Browser.location(asked)).body();
        assertThat(page).contains("A client").contains("Chat for you");
        Map<String, String> form = Browser.hidden(page);
        form.put("scope", "chat");
        HttpResponse<String> allowed = browser.post("/oauth2/authorize", form);

        Answer tokens = app.redeem(Browser.code(allowed));
        assertThat(tokens.status()).as(tokens.response().body()).isEqualTo(200);
        assertThat(Browser.query(Browser.location(browser.get(address)))).containsKey("code");
    }

    @Test
    void aRefusalReachesTheClient() {
        OAuthClient app =
                register("app", List.of("http://127.0.0.1:" + gaia.port() + "/app/signed-in"), "openid", "chat");
        String email = AuthClient.newEmail();
        gaia.register(email);
        Browser browser = new Browser(gaia.port());

        HttpResponse<String> asked =
                browser.signInFor(app.authorize(Map.of("scope", "openid chat")), email, AuthClient.PASSWORD);
        Map<String, String> form =
                Browser.hidden(browser.get(Browser.location(asked)).body());
        form.remove("scope");

        assertThat(Browser.query(Browser.location(browser.post("/oauth2/authorize", form))))
                .containsEntry("error", "access_denied")
                .doesNotContainKey("code");
    }

    @Test
    void aClientThatIsTakenAwayTakesItsSessionsWithIt() {
        OAuthClient machine = machine("chat");
        String token = credentials(machine, Map.of()).text("/access_token");

        Answer removed = gaia.send("DELETE", "/api/v2/admin/oauth-clients/" + machine.id(), "", admin);

        assertThat(removed.status()).isEqualTo(204);
        assertThat(gaia.isValid(token)).isFalse();
        assertThat(credentials(machine, Map.of()).status()).isEqualTo(401);
        assertThat(gaia.send("DELETE", "/api/v2/admin/oauth-clients/" + machine.id(), "", admin)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void onlyAdminsManageClients() {
        String user = gaia.register().text("/session/access_token");

        assertThat(gaia.get("/api/v2/admin/oauth-clients").status()).isEqualTo(401);
        assertThat(gaia.get("/api/v2/admin/oauth-clients", user).status()).isEqualTo(403);
        Answer list = gaia.get("/api/v2/admin/oauth-clients", admin);
        assertThat(list.json().at("/clients").toString())
                .contains("gaia-headset")
                .contains("gaia-web");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/back",
                "https://*.example.org/back",
                "https://example.org/back#x",
                "https://somebody@example.org/back",
                "javascript:alert(1)",
                "myapp:/back",
                "/back",
                "https:///back",
                "no uri at all"
            })
    void anAddressThatWouldBeMisusedIsNotRegistered(String uri) {
        Answer answer = gaia.post(
                "/api/v2/admin/oauth-clients",
                Map.of(
                        "client_id", OAuthClient.newId(),
                        "name", "A client",
                        "kind", "app",
                        "redirect_uris", List.of(uri),
                        "scopes", List.of("chat")),
                admin);

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aClientIdIsGivenOnce() {
        OAuthClient machine = machine("chat");

        assertThat(gaia.post(
                                "/api/v2/admin/oauth-clients",
                                Map.of(
                                        "client_id",
                                        machine.id(),
                                        "name",
                                        "Another",
                                        "kind",
                                        "machine",
                                        "scopes",
                                        List.of("chat")),
                                admin)
                        .status())
                .isEqualTo(400);
    }

    /** An app on the desktop cannot know beforehand which port will be free. */
    @Test
    void ofARedirectToThisVeryMachineOnlyThePortIsFree() {
        OAuthClient app = register("app", List.of("http://127.0.0.1/back"), "openid", "chat");
        Browser browser = new Browser(gaia.port());

        assertThat(browser.get(app.authorize(Map.of("redirect_uri", "http://127.0.0.1:51234/back")))
                        .statusCode())
                .isEqualTo(302);
        assertThat(browser.get(app.authorize(Map.of("redirect_uri", "http://127.0.0.1:51234/other")))
                        .statusCode())
                .isEqualTo(400);
    }
}
