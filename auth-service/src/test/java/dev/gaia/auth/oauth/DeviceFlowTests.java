package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DeviceFlowTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient gaia = server.client();
    private final OAuthClient headset = new OAuthClient(gaia.port(), OAuthClient.HEADSET);
    private final String email = AuthClient.newEmail();
    private final Answer registered = gaia.register(email);
    private final Browser phone = new Browser(gaia.port());

    private Answer begin() {
        Answer begun = headset.post("/oauth2/device_authorization", Map.of("scope", "chat assets"));
        assertThat(begun.status()).as(begun.response().body()).isEqualTo(200);
        return begun;
    }

    /** The page that asks whether to allow it. */
    private String question(String userCode) {
        HttpResponse<String> page = phone.get("/activate?user_code=" + userCode);
        if (page.headers().firstValue("Location").orElse("").startsWith("/login")) {
            page = phone.get(Browser.location(phone.fillIn(Browser.location(page), email, AuthClient.PASSWORD)));
        }
        return phone.get(Browser.location(page)).body();
    }

    private HttpResponse<String> allow(String question) {
        Map<String, String> hidden = Browser.hidden(question);
        StringBuilder form = new StringBuilder();
        for (Map.Entry<String, String> field : hidden.entrySet()) {
            if (!field.getKey().equals("scope")) {
                form.append(Browser.encode(Map.of(field.getKey(), field.getValue())))
                        .append('&');
            }
        }
        return phone.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gaia.port() + "/activate"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form + "scope=chat&scope=assets")));
    }

    private HttpResponse<String> refuse(String question) {
        Map<String, String> hidden = Browser.hidden(question);
        hidden.remove("scope");
        return phone.post("/activate", hidden);
    }

    @Test
    void aHeadsetGetsTokensOnceItsCodeIsTypedOnAPhone() {
        Answer begun = begin();
        assertThat(begun.text("/verification_uri")).isEqualTo("http://127.0.0.1:" + gaia.port() + "/activate");
        assertThat(headset.poll(begun.text("/device_code")).text("/error")).isEqualTo("authorization_pending");

        String question = question(begun.text("/user_code"));
        assertThat(question).contains("Gaia on a headset").contains(begun.text("/user_code"));
        assertThat(headset.poll(begun.text("/device_code")).text("/error")).isEqualTo("authorization_pending");
        assertThat(allow(question).body()).contains("Your device is connected");

        Answer tokens = headset.poll(begun.text("/device_code"));
        assertThat(tokens.status()).as(tokens.response().body()).isEqualTo(200);
        assertThat(AuthClient.claims(tokens.text("/access_token")).at("/sub").asString())
                .isEqualTo(registered.text("/user/id"));
        assertThat(AuthClient.claims(tokens.text("/access_token"))
                        .at("/scope")
                        .asString()
                        .split(" "))
                .containsExactlyInAnyOrder("chat", "assets");
        assertThat(gaia.isValid(tokens.text("/access_token"))).isTrue();
        Answer refreshed = headset.refresh(tokens.text("/refresh_token"));
        assertThat(refreshed.status()).as(refreshed.response().body()).isEqualTo(200);
        assertThat(gaia.logout(refreshed.text("/access_token")).status()).isEqualTo(204);
        assertThat(headset.refresh(refreshed.text("/refresh_token")).text("/error"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void theCodeMayBeTypedInSmallLettersAndWithoutTheDash() {
        String code = begin().text("/user_code");

        assertThat(question(code.toLowerCase(java.util.Locale.ROOT).replace("-", "")))
                .contains(code);
    }

    @Test
    void aRefusedHeadsetIsToldSoEvenWhereAnotherWasAllowedBefore() {
        allow(question(begin().text("/user_code")));
        Answer begun = begin();

        HttpResponse<String> refused = refuse(question(begun.text("/user_code")));

        assertThat(refused.body()).contains("Refused");
        assertThat(headset.poll(begun.text("/device_code")).text("/error")).isEqualTo("access_denied");
    }

    @Test
    void nothingIsAllowedByOpeningAnAddressInABrowserThatAllowedBefore() {
        allow(question(begin().text("/user_code")));
        Answer begun = begin();

        phone.get("/activate?user_code=" + begun.text("/user_code"));
        phone.post("/activate", Map.of("user_code", begun.text("/user_code")));

        assertThat(headset.poll(begun.text("/device_code")).text("/error")).isEqualTo("authorization_pending");
    }

    @Test
    void onlyWhoWasAskedCanAnswer() {
        Answer begun = begin();
        String question = question(begun.text("/user_code"));
        Browser stranger = new Browser(gaia.port());
        String other = AuthClient.newEmail();
        gaia.register(other);
        stranger.signInFor("/activate", other, AuthClient.PASSWORD);

        HttpResponse<String> answer = stranger.post("/activate", Browser.hidden(question));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(headset.poll(begun.text("/device_code")).text("/error")).isEqualTo("authorization_pending");
    }

    @Test
    void aDeviceCodeIsGoodOnce() {
        Answer begun = begin();
        allow(question(begun.text("/user_code")));
        Answer tokens = headset.poll(begun.text("/device_code"));

        Answer again = headset.poll(begun.text("/device_code"));

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.json().has("access_token")).isFalse();
    }

    @Test
    void anotherClientGetsNothingForTheDeviceCode() {
        Answer begun = begin();
        allow(question(begun.text("/user_code")));

        Answer stolen = new OAuthClient(gaia.port(), OAuthClient.WEB).poll(begun.text("/device_code"));

        assertThat(stolen.status()).isEqualTo(400);
        assertThat(stolen.text("/error")).isIn("invalid_grant", "unauthorized_client");
    }

    @Test
    void anOldCodeIsNoMore() {
        Answer begun = begin();
        server.database()
                .sql("""
                        UPDATE oauth2_authorization SET device_code_issued_at = now() - interval '1 hour',
                            user_code_issued_at = now() - interval '1 hour',
                            device_code_expires_at = now() - interval '1 second',
                            user_code_expires_at = now() - interval '1 second' WHERE device_code_value = :hash
                        """)
                .param("hash", Hash.textOf(begun.text("/device_code")))
                .update();

        assertThat(headset.poll(begun.text("/device_code")).text("/error")).isEqualTo("expired_token");
        phone.signInFor("/activate", email, AuthClient.PASSWORD);
        assertThat(phone.get("/activate?user_code=" + begun.text("/user_code")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void guessesOfCodesAreCountedAndAfterTenNotEvenTheRightOneIsTaken() {
        String right = begin().text("/user_code");
        phone.signInFor("/activate", email, AuthClient.PASSWORD);
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> wrong = phone.get("/activate?user_code=BBBB-BBB" + "BCDFGHJKLM".charAt(i));
            assertThat(wrong.statusCode()).isEqualTo(400);
        }

        HttpResponse<String> refused = phone.get("/activate?user_code=" + right);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("600");
        server.clock().advance(Duration.ofMinutes(11));
        assertThat(phone.get("/activate?user_code=" + right).statusCode()).isEqualTo(302);
    }

    @Test
    void whoHasNotSignedInLearnsNothingOfACode() {
        String right = begin().text("/user_code");

        HttpResponse<String> answerToRight = phone.get("/activate?user_code=" + right);
        HttpResponse<String> answerToWrong = phone.get("/activate?user_code=BBBB-BBBB");

        assertThat(answerToRight.statusCode()).isEqualTo(302);
        assertThat(answerToWrong.statusCode()).isEqualTo(302);
        assertThat(Browser.location(answerToRight).replace(right, ""))
                .isEqualTo(Browser.location(answerToWrong).replace("BBBB-BBBB", ""));
    }

    @Test
    void thePictureLeadsAPhonesCameraToThePageWithTheCode() throws Exception {
        Answer begun = begin();
        HttpResponse<java.io.InputStream> picture = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gaia.port()
                                        + "/activate/qr.png?user_code=" + begun.text("/user_code")))
                                .build(),
                        BodyHandlers.ofInputStream());

        assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
        BufferedImage image = ImageIO.read(picture.body());
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        String text = new QRCodeReader()
                .decode(new BinaryBitmap(
                        new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels))))
                .getText();
        assertThat(text).isEqualTo(begun.text("/verification_uri_complete"));
        Answer svg = gaia.get("/activate/qr.svg?user_code=" + begun.text("/user_code"));
        assertThat(svg.status()).isEqualTo(200);
        assertThat(svg.response().body()).startsWith("<svg");
    }

    @Test
    void aPictureOfSomethingElseIsRefused() {
        assertThat(gaia.get("/activate/qr.svg?user_code=https%3A%2F%2Fevil.example")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aHeadsetThatNamesNoScopeGetsAllThatItMayHave() {
        Answer begun = headset.post("/oauth2/device_authorization", Map.of());

        assertThat(question(begun.text("/user_code"))).contains("Chat for you").contains("Make assets");
    }
}
