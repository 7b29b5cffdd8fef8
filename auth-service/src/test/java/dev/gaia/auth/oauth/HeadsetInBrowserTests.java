package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The whole way in a real browser: a headset has a code, a person types it on their phone, the headset has its tokens. */
class HeadsetInBrowserTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient gaia = server.client();
    private final OAuthClient headset = new OAuthClient(gaia.port(), OAuthClient.HEADSET);

    @Test
    void aPersonTypesTheCodeAndTheHeadsetIsSignedIn(@TempDir Path profile) {
        Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driverProgram = program("chromedriver");
        assumeTrue(
                chromium.isPresent() && driverProgram.isPresent(),
                "SKIPPED: no Chromium with ChromeDriver on the path, so that nobody tried the pages in a browser");
        String email = AuthClient.newEmail();
        Answer registered = gaia.register(email);
        Answer begun = headset.post("/oauth2/device_authorization", Map.of("scope", "chat assets"));

        WebDriver browser = start(chromium.get(), driverProgram.get(), profile);
        try {
            browser.get(begun.text("/verification_uri"));
            browser.findElement(By.id("email")).sendKeys(email);
            browser.findElement(By.id("password")).sendKeys("not " + AuthClient.PASSWORD);
            press(browser, By.cssSelector("button[type=submit]"));
            assertThat(browser.findElement(By.cssSelector(".complaint")).getText())
                    .isEqualTo("Wrong e-mail address or password.");
            assertThat(browser.findElement(By.id("email")).getDomProperty("value"))
                    .isEqualTo(email);
            browser.findElement(By.id("password")).sendKeys(AuthClient.PASSWORD);
            press(browser, By.cssSelector("button[type=submit]"));
            browser.findElement(By.id("user_code")).sendKeys("bbbb bbbb");
            press(browser, By.cssSelector("button[type=submit]"));
            assertThat(browser.findElement(By.cssSelector(".complaint")).getText())
                    .contains("not known");
            browser.findElement(By.id("user_code"))
                    .sendKeys(begun.text("/user_code").replace("-", " "));
            press(browser, By.cssSelector("button[type=submit]"));
            assertThat(browser.findElement(By.tagName("main")).getText())
                    .contains("Gaia on a headset")
                    .contains(begun.text("/user_code"));
            assertThat(((org.openqa.selenium.JavascriptExecutor) browser)
                            .executeScript("return document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("fits on a phone")
                    .isEqualTo(true);
            press(browser, By.id("allow"));
            assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Your device is connected");
        } finally {
            browser.quit();
        }

        Answer tokens = headset.poll(begun.text("/device_code"));
        assertThat(tokens.status()).as(tokens.response().body()).isEqualTo(200);
        assertThat(AuthClient.claims(tokens.text("/access_token")).at("/sub").asString())
                .isEqualTo(registered.text("/user/id"));
        assertThat(gaia.isValid(tokens.text("/access_token"))).isTrue();
    }

    /** Returns when the page that had the button is gone: what is looked for next must be of the next one. */
    private static void press(WebDriver browser, By button) {
        WebElement page = browser.findElement(By.tagName("html"));
        browser.findElement(button).click();
        await().atMost(Duration.ofSeconds(10)).until(() -> isGone(page));
    }

    private static boolean isGone(WebElement element) {
        try {
            return element.getTagName().isEmpty();
        } catch (StaleElementReferenceException gone) {
            return true;
        }
    }

    private static WebDriver start(Path chromium, Path driverProgram, Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--window-size=390,844",
                "--user-data-dir=" + profile);
        options.setImplicitWaitTimeout(Duration.ofSeconds(10));
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driverProgram.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    private static Optional<Path> program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
