package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CodeFlowTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient gaia = server.client();
    private final OAuthClient web = new OAuthClient(gaia.port(), OAuthClient.WEB);
    private final String email = AuthClient.newEmail();
    private final Answer registered = gaia.register(email);

    @Test
    void whoSignsInOnThePageGivesTheClientTokensLikeThoseOfAnySignIn() {
        Answer tokens = web.redeem(web.code(email, AuthClient.PASSWORD));

        assertThat(tokens.status()).as(tokens.response().body()).isEqualTo(200);
        JsonNode access = AuthClient.claims(tokens.text("/access_token"));
        assertThat(access.at("/iss").asString()).isEqualTo("gaia");
        assertThat(access.at("/aud/0").asString()).isEqualTo("gaia");
        assertThat(access.at("/sub").asString()).isEqualTo(registered.text("/user/id"));
        assertThat(access.at("/scope").asString().split(" ")).containsExactlyInAnyOrder("openid", "email", "chat");
        assertThat(access.at("/client_id").asString()).isEqualTo("gaia-web");
        JsonNode id = AuthClient.claims(tokens.text("/id_token"));
        assertThat(id.at("/iss").asString()).isEqualTo("http://127.0.0.1:" + gaia.port());
        assertThat(id.at("/aud/0").asString("")).isIn("gaia-web", "");
        assertThat(id.at("/email").asString()).isEqualTo(email);
        assertThat(id.at("/sid").asString()).isEqualTo(access.at("/sid").asString());
        assertThat(id.at("/auth_time").asLong()).isPositive();
        assertThat(gaia.isValid(tokens.text("/access_token"))).isTrue();
    }

    @Test
    void aBrowserThatHasSignedInIsNotAskedAgain() {
        Browser browser = new Browser(gaia.port());
        browser.signInFor(web.authorize(Map.of()), email, AuthClient.PASSWORD);

        HttpResponse<String> second = browser.get(web.authorize(Map.of("state", "another")));

        assertThat(Browser.query(Browser.location(second))).containsKey("code").containsEntry("state", "another");
    }

    @Test
    void aCodeIsGoodOnceAndItsReplayEndsWhatTheFirstUseGave() {
        String code = web.code(email, AuthClient.PASSWORD);
        Answer first = web.redeem(code);

        Answer second = web.redeem(code);

        assertThat(second.status()).isEqualTo(400);
        assertThat(second.text("/error")).isEqualTo("invalid_grant");
        assertThat(gaia.isValid(first.text("/access_token"))).isFalse();
        assertThat(web.refresh(first.text("/refresh_token")).status()).isEqualTo(400);
    }

    @Test
    void aRefreshTokenIsGoodOnceAndItsReuseEndsTheSession() {
        Answer first = web.redeem(web.code(email, AuthClient.PASSWORD));
        Answer second = web.refresh(first.text("/refresh_token"));
        assertThat(second.status()).as(second.response().body()).isEqualTo(200);
        assertThat(AuthClient.claims(second.text("/access_token")).at("/sid"))
                .isEqualTo(AuthClient.claims(first.text("/access_token")).at("/sid"));
        assertThat(AuthClient.claims(second.text("/id_token")).at("/sub").asString())
                .isEqualTo(registered.text("/user/id"));

        server.clock().advance(java.time.Duration.ofMinutes(2)); // past any grace for a lost answer
        Answer third = web.refresh(first.text("/refresh_token"));

        assertThat(third.text("/error")).isEqualTo("invalid_grant");
        assertThat(gaia.isValid(second.text("/access_token"))).isFalse();
        assertThat(web.refresh(second.text("/refresh_token")).status()).isEqualTo(400);
    }

    @Test
    void aRefreshTokenIsGoodForItsClientOnly() {
        String refreshToken = web.redeem(web.code(email, AuthClient.PASSWORD)).text("/refresh_token");

        Answer byAnother = new OAuthClient(gaia.port(), OAuthClient.HEADSET).refresh(refreshToken);
        Answer byTheApi = gaia.refresh(refreshToken);

        assertThat(byAnother.text("/error")).isEqualTo("invalid_grant");
        assertThat(byTheApi.status()).isEqualTo(401);
        assertThat(web.refresh(refreshToken).status()).isEqualTo(200);
    }

    @Test
    void aRefreshMayAskForLessButNotForMore() {
        String refreshToken = web.redeem(web.code(email, AuthClient.PASSWORD)).text("/refresh_token");

        Answer more = web.post(
                "/oauth2/token",
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "scope", "chat assets"));
        Answer less = web.post(
                "/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "scope", "chat"));

        assertThat(more.text("/error")).isEqualTo("invalid_scope");
        assertThat(AuthClient.claims(less.text("/access_token")).at("/scope").asString())
                .isEqualTo("chat");
    }

    @Test
    void logoutEndsAClientsSession() {
        Answer tokens = web.redeem(web.code(email, AuthClient.PASSWORD));

        assertThat(gaia.logout(tokens.text("/access_token")).status()).isEqualTo(204);

        assertThat(gaia.isValid(tokens.text("/access_token"))).isFalse();
        assertThat(web.refresh(tokens.text("/refresh_token")).status()).isEqualTo(400);
    }

    @Test
    void aUserWhoIsNoAdminCannotGiveAClientAnAdminsPower() {
        Browser browser = new Browser(gaia.port());
        HttpResponse<String> sent =
                browser.signInFor(web.authorize(Map.of("scope", "openid chat admin")), email, AuthClient.PASSWORD);
        Answer tokens = web.redeem(Browser.code(sent));

        assertThat(AuthClient.claims(tokens.text("/access_token")).at("/scope").asString())
                .doesNotContain("admin");
    }

    @Test
    void aTokenWithoutTheScopeForItMakesNoKeysThatWouldOutliveIt() {
        Answer tokens = web.redeem(web.code(email, AuthClient.PASSWORD));

        assertThat(gaia.post("/api/v1/auth/api-keys", Map.of("name", "mine"), tokens.text("/access_token"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anIdTokenIsNoAccessToken() {
        Answer tokens = web.redeem(web.code(email, AuthClient.PASSWORD));

        assertThat(gaia.isValid(tokens.text("/id_token"))).isFalse();
        assertThat(gaia.get("/api/v1/auth/api-keys", tokens.text("/id_token")).status())
                .isEqualTo(401);
    }

    @Test
    void userInfoTellsWhatTheScopesAllow() {
        Answer tokens = web.redeem(web.code(email, AuthClient.PASSWORD));

        Answer info = gaia.get("/userinfo", tokens.text("/access_token"));

        assertThat(info.status()).as(info.response().body()).isEqualTo(200);
        assertThat(info.text("/sub")).isEqualTo(registered.text("/user/id"));
        assertThat(info.text("/email")).isEqualTo(email);
        gaia.logout(tokens.text("/access_token"));
        assertThat(gaia.get("/userinfo", tokens.text("/access_token")).status()).isEqualTo(401);
    }

    @Test
    void discoveryNamesWhatThereIs() {
        String base = "http://127.0.0.1:" + gaia.port();
        for (String path :
                new String[] {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"}) {
            Answer answer = gaia.get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("/issuer")).isEqualTo(base);
            assertThat(answer.text("/jwks_uri")).isEqualTo(base + "/.well-known/jwks.json");
            assertThat(answer.text("/token_endpoint")).isEqualTo(base + "/oauth2/token");
            assertThat(answer.text("/device_authorization_endpoint")).isEqualTo(base + "/oauth2/device_authorization");
            assertThat(answer.json().at("/code_challenge_methods_supported").toString())
                    .isEqualTo("[\"S256\"]");
        }
    }

    /** Neither values of tokens and codes, nor of cookies. */
    @Test
    void noSecretIsInTheDatabase() {
        Browser browser = new Browser(gaia.port());
        String code = Browser.code(browser.signInFor(web.authorize(Map.of()), email, AuthClient.PASSWORD));
        Answer tokens = web.redeem(code);
        String cookie = browser.cookies.getCookieStore().getCookies().stream()
                .filter(known -> known.getName().equals("gaia-session"))
                .findFirst()
                .orElseThrow()
                .getValue();

        String rows =
                String.join("\n", server.database().sql("""
                                SELECT row_to_json(a)::text FROM oauth2_authorization a
                                UNION ALL SELECT row_to_json(b)::text FROM browser_session b
                                UNION ALL SELECT row_to_json(r)::text FROM refresh_token r
                                """).query(String.class).list());

        assertThat(rows).contains("sha256:").doesNotContain(email);
        for (String secret : new String[] {
            code, cookie, tokens.text("/access_token"), tokens.text("/refresh_token"), tokens.text("/id_token")
        }) {
            assertThat(rows).doesNotContain(secret);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain"})
    void noCodeIsGivenWithoutPkceOrWithAWeakerOne(String method) {
        Map<String, String> changes = method.isEmpty()
                ? Map.of("code_challenge", "", "code_challenge_method", "")
                : Map.of("code_challenge", OAuthClient.VERIFIER, "code_challenge_method", method);

        HttpResponse<String> answer = new Browser(gaia.port()).get(web.authorize(changes));

        assertThat(Browser.query(Browser.location(answer)))
                .containsEntry("error", "invalid_request")
                .containsEntry("state", "some-state")
                .doesNotContainKey("code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another-verifier-that-is-long-enough-for-the-standard-012"})
    void aCodeIsWorthNothingToWhoDoesNotKnowTheVerifier(String verifier) {
        Answer answer = web.redeem(web.code(email, AuthClient.PASSWORD), Map.of("code_verifier", verifier));

        assertThat(answer.status()).isBetween(400, 401);
        assertThat(answer.text("/error")).isIn("invalid_grant", "invalid_request");
    }

    @Test
    void aCodeThatIsTooOldIsRefused() {
        String code = web.code(email, AuthClient.PASSWORD);
        server.database().sql("""
                        UPDATE oauth2_authorization SET authorization_code_issued_at = now() - interval '1 hour',
                            authorization_code_expires_at = now() - interval '1 second'
                        WHERE authorization_code_value = :hash
                        """).param("hash", Hash.textOf(code)).update();

        assertThat(web.redeem(code).text("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void ofManyWhoComeWithTheSameCodeAtOnceNobodyKeepsTokens() throws Exception {
        String code = web.code(email, AuthClient.PASSWORD);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                answers.add(clients.submit(() -> web.redeem(code)));
            }
        }

        int served = 0;
        for (Future<Answer> answer : answers) {
            if (answer.get().status() == 200) {
                served++;
                assertThat(gaia.isValid(answer.get().text("/access_token"))).isFalse();
            }
        }
        assertThat(served).isLessThanOrEqualTo(1);
    }

    @Test
    void whatCameToNothingIsForgottenAfterAnHourAndWhatLivesStays() {
        Answer tokens = web.redeem(web.code(email, AuthClient.PASSWORD));
        web.code(email, AuthClient.PASSWORD);
        String ofThisAccount = "SELECT count(*) FROM oauth2_authorization WHERE principal_name = :account";
        server.database()
                .sql("UPDATE oauth2_authorization SET created_at = now() - interval '400 days'")
                .update();

        server.bean(AuthorizationCleaner.class).clean();

        assertThat(server.database()
                        .sql(ofThisAccount)
                        .param("account", registered.text("/user/id"))
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(web.refresh(tokens.text("/refresh_token")).status()).isEqualTo(200);
    }
}
