package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.net.HttpCookie;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody would try who wants another one's account, by the pages and the addresses that lead to them. */
class PageAttackTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient gaia = server.client();
    private final OAuthClient web = new OAuthClient(gaia.port(), OAuthClient.WEB);
    private final Browser browser = new Browser(gaia.port());
    private final String email = AuthClient.newEmail();

    private void signIn() {
        gaia.register(email);
        browser.signInFor("/activate", email, AuthClient.PASSWORD);
    }

    private List<HttpCookie> cookies(String name) {
        return browser.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/app/signed-in",
                "http://127.0.0.1:1.evil.example/app/signed-in",
                "BASE/app/signed-in/",
                "BASE/app/signed-in/../evil",
                "BASE/app/signed-in?next=evil",
                "BASE/app/signed-in#evil",
                "BASE/app/SIGNED-IN",
                "BASE@evil.example/app/signed-in",
                "BASE\\@evil.example/app/signed-in",
                "javascript:alert(1)",
                "//evil.example/app/signed-in"
            })
    void aCodeIsSentNowhereButToTheRegisteredAddress(String tricky) {
        signIn();
        String uri = tricky.replace("BASE", "http://127.0.0.1:" + gaia.port());

        HttpResponse<String> answer = browser.get(web.authorize(Map.of("redirect_uri", uri)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).doesNotContain("code=");
    }

    @Test
    void twoRedirectAddressesAreOneTooMany() {
        signIn();

        HttpResponse<String> answer = browser.get(web.authorize(Map.of()) + "&redirect_uri=https%3A%2F%2Fevil.example");

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "/activate@evil.example",
                "/activate/../../evil",
                "/activate\r\nSet-Cookie: a=b",
                "/login?continue=https://evil.example",
                "javascript:alert(1)",
                "/activate?\"><script>"
            })
    void afterSigningInNobodyIsSentElsewhere(String continuation) {
        gaia.register(email);

        HttpResponse<String> signedIn = browser.fillIn(
                "/login?continue=" + URLEncoder.encode(continuation, StandardCharsets.UTF_8),
                email,
                AuthClient.PASSWORD);

        assertThat(Browser.location(signedIn)).isEqualTo("/activate");
    }

    @Test
    void aSignInThatAnotherPageSendsIsRefused() {
        gaia.register(email);

        HttpResponse<String> answer = browser.post("/login", Map.of("email", email, "password", AuthClient.PASSWORD));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(cookies("gaia-session")).isEmpty();
    }

    @Test
    void aTokenAgainstForgedRequestsOfAnotherBrowserIsWorthNothing() {
        gaia.register(email);
        Map<String, String> form =
                Browser.hidden(new Browser(gaia.port()).get("/login").body());
        browser.get("/login");
        form.put("email", email);
        form.put("password", AuthClient.PASSWORD);

        assertThat(browser.post("/login", form).statusCode()).isEqualTo(403);
    }

    @Test
    void aSignOutThatAnotherPageSendsIsRefused() {
        signIn();

        assertThat(browser.post("/logout", Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.get("/activate").statusCode()).isEqualTo(200);
    }

    @Test
    void aCookieFromBeforeTheSignInIsNotTheOneAfterIt() {
        gaia.register(email);
        HttpCookie planted = new HttpCookie("gaia-session", "planted-by-somebody-else-0123456789");
        planted.setPath("/");
        planted.setDomain("127.0.0.1");
        planted.setVersion(0);
        browser.cookies.getCookieStore().add(java.net.URI.create("http://127.0.0.1:" + gaia.port()), planted);

        browser.signInFor("/activate", email, AuthClient.PASSWORD);

        assertThat(cookies("gaia-session"))
                .hasSize(1)
                .noneMatch(cookie -> cookie.getValue().contains("planted"));
        Browser thief = new Browser(gaia.port());
        thief.cookies.getCookieStore().add(java.net.URI.create("http://127.0.0.1:" + gaia.port()), planted);
        assertThat(thief.get("/activate").statusCode()).isEqualTo(302);
    }

    @Test
    void signingInAgainEndsTheCookieThatWas() {
        signIn();
        HttpCookie first = cookies("gaia-session").getFirst();
        browser.fillIn("/login", email, AuthClient.PASSWORD);

        Browser thief = new Browser(gaia.port());
        thief.cookies.getCookieStore().add(java.net.URI.create("http://127.0.0.1:" + gaia.port()), first);

        assertThat(thief.get("/activate").statusCode()).isEqualTo(302);
        assertThat(browser.get("/activate").statusCode()).isEqualTo(200);
    }

    @Test
    void theButtonSignsTheBrowserOut() {
        signIn();
        HttpCookie cookie = cookies("gaia-session").getFirst();
        String page = browser.get("/activate").body();
        String form = page.substring(page.indexOf("<form method=\"post\" action=\"/logout\""));

        HttpResponse<String> out = browser.post("/logout", Browser.hidden(form));

        assertThat(Browser.location(out)).isEqualTo("/login");
        Browser thief = new Browser(gaia.port());
        thief.cookies.getCookieStore().add(java.net.URI.create("http://127.0.0.1:" + gaia.port()), cookie);
        assertThat(thief.get("/activate").statusCode()).isEqualTo(302);
    }

    @Test
    void cookiesAreOutOfReachForScriptsAndOtherSites() {
        gaia.register(email);
        HttpResponse<String> signedIn = browser.fillIn("/login", email, AuthClient.PASSWORD);

        List<String> set = signedIn.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("gaia-session="))
                .toList();
        assertThat(set).hasSize(1);
        assertThat(set.getFirst()).contains("HttpOnly").contains("SameSite=Lax").contains("Path=/");
        assertThat(signedIn.headers().allValues("Set-Cookie").toString()).doesNotContain("JSESSIONID");
    }

    @Test
    void thePagesLetNothingRunAndAreNotFramedNorKept() {
        HttpResponse<String> page = browser.get("/login");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.body()).doesNotContain("<script");
    }

    @Test
    void whatIsWrittenIntoAFormComesBackAsText() {
        Map<String, String> form = Browser.hidden(browser.get("/login").body());
        form.put("email", "\"><script>alert(1)</script>");
        form.put("password", "wrong");

        HttpResponse<String> page = browser.post("/login", form);

        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body()).doesNotContain("<script").contains("Wrong e-mail address or password.");
    }

    @Test
    void anInventedHostComesBackInNoAddress() throws Exception {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", gaia.port())) {
            socket.getOutputStream().write("""
                    GET /.well-known/openid-configuration HTTP/1.1\r
                    Host: evil.example\r
                    X-Forwarded-Host: evil.example\r
                    Connection: close\r
                    \r
                    """.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains("127.0.0.1").doesNotContain("evil.example");
        }
    }

    @Test
    void anAppWithoutItsUsersSignInGetsNoCodeSilently() {
        HttpResponse<String> answer = browser.get(web.authorize(Map.of("prompt", "none")));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(Browser.location(answer)).doesNotContain("code=");
    }

    @Test
    void endedSessionsOfAnAccountEndItsBrowsersToo() {
        signIn();
        server.database()
                .sql("UPDATE session SET ended_at = now() WHERE client_id = 'gaia-pages' AND ended_at IS NULL")
                .update();

        assertThat(browser.get("/activate").statusCode()).isEqualTo(302);
    }
}
