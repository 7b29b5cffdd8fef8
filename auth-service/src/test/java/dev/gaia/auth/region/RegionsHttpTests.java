package dev.gaia.auth.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two regions, each with a database of its own. */
class RegionsHttpTests {

    private static final String DIRECTORY_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    private static final int FRA_PORT = freePort();
    private static final int IAD_PORT = freePort();
    private static final String REGIONS = "fra=http://127.0.0.1:" + FRA_PORT + ",iad=http://127.0.0.1:" + IAD_PORT;

    private static final AuthServer FRA = region("fra", FRA_PORT);
    private static final AuthServer IAD = region("iad", IAD_PORT);

    private final AuthClient fra = FRA.client();
    private final AuthClient iad = IAD.client();
    private final String email = AuthClient.newEmail();

    private static AuthServer region(String name, int port, String... more) {
        String[] settings = new String[more.length + 4];
        settings[0] = "PORT=" + port;
        settings[1] = "GAIA_REGION=" + name;
        settings[2] = "GAIA_AUTH_REGIONS=" + REGIONS;
        settings[3] = "GAIA_REGION_DIRECTORY_KEY=" + DIRECTORY_KEY;
        System.arraycopy(more, 0, settings, 4, more.length);
        return new AuthServer(TestPostgres.newDatabaseUrl(), TestRedis.shared().url(), settings);
    }

    @AfterAll
    static void close() {
        FRA.close();
        IAD.close();
    }

    @Test
    void anAccountSignsInAnywhereAndIsWrittenInItsHomeRegionOnly() {
        Answer registered = fra.register(email);
        followUntilKnown(IAD);

        Answer signedIn = iad.login(email.toUpperCase(Locale.ROOT), AuthClient.PASSWORD);

        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.text("/user/id")).isEqualTo(registered.text("/user/id"));
        assertThat(fra.isValid(signedIn.text("/session/access_token"))).isTrue();
        assertThat(iad.login(email, "not the password").status()).isEqualTo(401);
        assertThat(rows(FRA, "account", "email LIKE '" + email + "'")).isEqualTo(1);
        assertThat(rows(IAD, "account", "email LIKE '" + email + "'")).isZero();
        String ofTheAccount = "account_id = '" + registered.text("/user/id") + "'";
        assertThat(rows(FRA, "session", ofTheAccount)).isEqualTo(2);
        assertThat(rows(IAD, "session", ofTheAccount)).isZero();
        assertThat(rows(FRA, "audit_event", ofTheAccount)).isEqualTo(3);
        assertThat(rows(IAD, "audit_event", ofTheAccount + " OR kind LIKE 'sign%'"))
                .isZero();
    }

    @Test
    void theHomeRegionSeesWhereTheClientIs() {
        fra.register(email);
        followUntilKnown(IAD);
        FRA.clock().advance(Duration.ofSeconds(1));

        String token =
                iad.from("198.51.100.23").login(email, AuthClient.PASSWORD).text("/session/access_token");

        assertThat(fra.get("/api/v2/account/sessions", token).text("/sessions/0/network"))
                .isEqualTo("198.51.100.0/24");
    }

    @Test
    void anAccountHasTheRegionForAHomeInWhichItWasMade() {
        String account = iad.register(email).text("/user/id");

        assertThat(IAD.database()
                        .sql("SELECT home_region FROM account WHERE id = :id::uuid")
                        .param("id", account)
                        .query(String.class)
                        .single())
                .isEqualTo("iad");
    }

    @Test
    void anAddressIsRegisteredInOneRegionOnly() {
        iad.register(email);
        followUntilKnown(FRA);

        assertThat(fra.register(email).status()).isEqualTo(409);

        assertThat(rows(FRA, "account", "email LIKE '" + email + "'")).isZero();
    }

    @Test
    void theOtherRegionKnowsNoAddressOnlyAKeyedHash() {
        fra.register(email);
        followUntilKnown(IAD);

        String copied = IAD.database()
                .sql("SELECT string_agg(region_directory::text, ';') FROM region_directory")
                .query(String.class)
                .single();

        assertThat(copied).contains("fra").doesNotContain(email, email.substring(0, 36));
        assertThat(rows(IAD, "region_directory", "region = 'fra' AND length(address) = 32"))
                .isPositive();
    }

    @Test
    void anAddressThatIsGivenUpIsFreeEverywhere() {
        String token = fra.register(email).text("/session/access_token");
        followUntilKnown(IAD);
        fra.post("/api/v2/account/deletion", Map.of("password", AuthClient.PASSWORD), token);
        await().until(() -> {
            follow(IAD);
            return IAD.bean(RegionDirectory.class).elsewhere(email).isEmpty();
        });

        Answer registered = iad.register(email);

        assertThat(registered.status()).isEqualTo(201);
        assertThat(rows(IAD, "account", "email LIKE '" + email + "'")).isEqualTo(1);
    }

    @Test
    void theLetterToResetThePasswordComesFromTheHomeRegion() {
        fra.register(email);
        followUntilKnown(IAD);

        assertThat(iad.post("/api/v2/account/password-reset", Map.of("email", email))
                        .status())
                .isEqualTo(202);

        FRA.mailbox().awaitToken(email, "Reset your password");
        assertThat(IAD.mailbox().lettersTo(email)).isEmpty();
    }

    @Test
    void onFlyItsProxyIsAskedToSendTheRequestOn() {
        fra.register(email);
        try (AuthServer onFly = region("iad", 0, "FLY_REGION=iad")) {
            followUntilKnown(onFly);

            Answer answer = onFly.client().login(email, AuthClient.PASSWORD);

            assertThat(answer.header("fly-replay")).isEqualTo("region=fra");
            assertThat(answer.response().body()).isEmpty();
            assertThat(rows(onFly, "audit_event", "true")).isZero();
        }
    }

    @Test
    void whileTheHomeRegionIsAwayItsAccountsAreToldToWaitAndOthersGoOn() {
        AuthServer syd = new AuthServer(
                TestPostgres.newDatabaseUrl(),
                TestRedis.shared().url(),
                "GAIA_REGION=syd",
                "GAIA_AUTH_REGIONS=" + REGIONS,
                "GAIA_REGION_DIRECTORY_KEY=" + DIRECTORY_KEY);
        syd.client().register(email);
        String sydPort = Integer.toString(syd.client().port());
        try (AuthServer other = new AuthServer(
                TestPostgres.newDatabaseUrl(),
                TestRedis.shared().url(),
                "GAIA_REGION=nrt",
                "GAIA_AUTH_REGIONS=syd=http://127.0.0.1:" + sydPort,
                "GAIA_REGION_DIRECTORY_KEY=" + DIRECTORY_KEY)) {
            followUntilKnown(other);
            assertThat(other.client().login(email, AuthClient.PASSWORD).status())
                    .isEqualTo(200);

            syd.close();

            Answer away = other.client().login(email, AuthClient.PASSWORD);
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.header("Retry-After")).isEqualTo("5");
            assertThat(away.json().propertyNames()).containsExactly("detail");
            follow(other);
            String own = AuthClient.newEmail();
            assertThat(other.client().register(own).status()).isEqualTo(201);
            assertThat(other.client().login(own, AuthClient.PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void accountsFromBeforeThereWereRegionsAreFoundToo() {
        String database = TestPostgres.newDatabaseUrl();
        try (AuthServer alone = new AuthServer(database, TestRedis.shared().url())) {
            alone.client().register(email);
        }
        try (AuthServer grown = new AuthServer(
                database,
                TestRedis.shared().url(),
                "GAIA_REGION=ams",
                "GAIA_AUTH_REGIONS=" + REGIONS,
                "GAIA_REGION_DIRECTORY_KEY=" + DIRECTORY_KEY)) {
            assertThat(grown.bean(RegionDirectory.class).since(0)).hasSize(1);
        }
    }

    @Test
    void onlyRegionsReadTheDirectory() {
        assertThat(fra.get("/internal/region-directory").status()).isEqualTo(403);
    }

    @Test
    void aBodyThatIsNoneIsRefusedAsEver() {
        assertThat(fra.send("POST", "/api/v1/auth/login", "{\"email\": ", null).status())
                .isEqualTo(400);
        assertThat(fra.send("POST", "/api/v1/auth/login", "{\"email\": 7, \"password\": \"x\"}", null)
                        .status())
                .isIn(400, 401);
        assertThat(fra.send("POST", "/api/v1/auth/login", "{\"email\": \"" + "x".repeat(20_000) + "\"}", null)
                        .status())
                .isEqualTo(400);
    }

    /** Copies until it has come. */
    private void followUntilKnown(AuthServer server) {
        await().until(() -> {
            follow(server);
            return server.bean(RegionDirectory.class).elsewhere(email).isPresent();
        });
    }

    private static void follow(AuthServer server) {
        server.bean(DirectoryFollower.class).follow();
    }

    private static long rows(AuthServer server, String table, String where) {
        return server.database()
                .sql("SELECT count(*) FROM " + table + " WHERE " + where)
                .query(Long.class)
                .single();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
