package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The pages as they are where the public address is https. */
class SecurePagesTests {

    private static final AuthServer server = new AuthServer(
            TestPostgres.newDatabaseUrl(), TestRedis.shared().url(), "GAIA_PUBLIC_URL=https://gaia.example");

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void cookiesAreForTlsAndThisHostOnly() {
        Browser browser = new Browser(server.client().port());

        HttpResponse<String> page = browser.get("/login");

        List<String> cookies = page.headers().allValues("Set-Cookie");
        assertThat(cookies).hasSize(1);
        assertThat(cookies.getFirst())
                .startsWith("__Host-gaia-csrf=")
                .contains("Secure")
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Path=/")
                .doesNotContain("Domain");
    }

    @Test
    void addressesAreThePublicOnes() {
        AuthClient client = server.client();

        assertThat(client.get("/.well-known/openid-configuration").text("/token_endpoint"))
                .isEqualTo("https://gaia.example/oauth2/token");
        assertThat(new OAuthClient(client.port(), OAuthClient.HEADSET)
                        .post("/oauth2/device_authorization", java.util.Map.of())
                        .text("/verification_uri"))
                .isEqualTo("https://gaia.example/activate");
    }

    @Test
    void aCookieWithoutThePrefixMeansNothing() {
        Browser browser = new Browser(server.client().port());

        HttpResponse<String> answer = browser.send(HttpRequest.newBuilder(java.net.URI.create(
                        "http://127.0.0.1:" + server.client().port() + "/activate"))
                .header("Cookie", "gaia-session=planted-by-a-neighbour"));

        assertThat(answer.statusCode()).isEqualTo(302);
    }
}
