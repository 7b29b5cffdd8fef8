package dev.gaia.launcher;

import static dev.gaia.launcher.RunningSuite.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.launcher.RunningSuite.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The suite as its operator meets it: scaled, restarted, and with its processes killed. */
@Tag("suite")
@ExtendWith(SharedSuite.class)
class OperationTests {

    private static final String CONVERSATIONS = "/api/v0.3/conversations";

    /** With the class archives that a first end leaves it takes 10 to 20 s on two busy cores, without them a third longer. */
    private static final Duration BACK_AGAIN = Duration.ofSeconds(30);

    private static RunningSuite suite;
    private static String somebody;

    @BeforeAll
    static void start(RunningSuite shared) throws IOException, InterruptedException {
        suite = shared;
        somebody = suite.newAccount();
    }

    @Test
    void secondUpSaysThatOneRuns() throws IOException, InterruptedException {
        assertThat(suite.gaia("up", "--wait", "--free-ports").output()).containsIgnoringCase("already");
    }

    @Test
    void statusIsReadable() throws IOException, InterruptedException {
        Outcome status = suite.gaia("status");

        assertThat(status.exitCode()).isZero();
        for (String name : List.of("auth", "chat", "asset", "gateway", "postgres", "redis-chat", "s3")) {
            assertThat(status.output()).containsPattern("(?m)^" + name + " .*127\\.0\\.0\\.1:\\d+ +UP ");
        }
    }

    @Test
    void statusForScriptsTellsOfEveryProcess() throws IOException, InterruptedException {
        JsonNode status =
                RunningSuite.JSON.readTree(suite.gaia("status", "--json").output());

        assertThat(status.propertyNames())
                .containsExactlyInAnyOrder("supervisor", "phase", "failure", "services", "data_stores");
        assertThat(status.get("services"))
                .hasSize(4)
                .allSatisfy(instance -> assertThat(instance.propertyNames())
                        .containsExactlyInAnyOrder(
                                "service", "index", "pid", "address", "port", "health", "restarts", "started_at"));
        assertThat(status.get("data_stores"))
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(store -> assertThat(store.get("pid").asLong()).isPositive());
    }

    @Test
    void logIsShownFromItsEnd() throws IOException, InterruptedException {
        assertThat(suite.gaia("logs", "chat", "-n", "2").output().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("chat-service"));
        Outcome unknown = suite.gaia("logs", "nosuch");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output()).contains("There is no log of nosuch; there are asset, ", " auth, ", " chat, ");
    }

    @ParameterizedTest
    @CsvSource({
        "scale chat=0, 1 to 50 instances",
        "scale gateway=2, 1 to 50 instances",
        "restart gateway --rolling, one gateway only",
        "restart nosuch, There is no service named nosuch"
    })
    void whatCannotBeDoneIsExplained(String command, String explanation) throws IOException, InterruptedException {
        Outcome refused = suite.gaia(command.split(" "));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains(explanation).hasLineCount(1);
    }

    @Test
    void scaledServiceIsUsedInAllItsInstances() throws IOException, InterruptedException {
        done(suite.gaia("scale", "chat=2"));
        List<RunState.Instance> both = suite.instances("chat");
        assertThat(both).extracting(RunState.Instance::health).containsExactly("UP", "UP");

        double first = requestsOf(both.getFirst());
        double second = requestsOf(both.getLast());
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertAnswersAboutAnyConversation();
            assertThat(requestsOf(both.getFirst())).isGreaterThan(first);
            assertThat(requestsOf(both.getLast())).isGreaterThan(second);
        });

        try (Clients clients = new Clients(suite, somebody)) {
            done(suite.gaia("scale", "chat=1"));
            clients.assertAllServed();
        }
        assertThat(suite.instances("chat")).hasSize(1);
        assertThat(ProcessHandle.of(both.getLast().pid())).isEmpty();
    }

    @Test
    void rollingRestartLosesNoRequestAndNoStream() throws IOException, InterruptedException {
        RunState.Instance before = suite.instance("chat");

        try (Clients clients = new Clients(suite, somebody)) {
            done(suite.gaia("restart", "chat", "--rolling"));
            clients.assertAllServed();
        }

        assertThat(suite.instances("chat"))
                .singleElement()
                .satisfies(now -> assertThat(now.pid()).isNotEqualTo(before.pid()));
        assertThat(ProcessHandle.of(before.pid())).isEmpty();
    }

    @Test
    void restartedServiceIsAnotherProcessAndServes() throws IOException, InterruptedException {
        RunState.Instance before = suite.instance("asset");

        done(suite.gaia("restart", "asset"));

        RunState.Instance now = suite.instance("asset");
        assertThat(now.pid()).isNotEqualTo(before.pid());
        assertThat(now.health()).isEqualTo("UP");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertAnswers("/api/v1/assets"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "auth", "asset", "gateway"})
    void killedServiceComesBackWhileTheOthersAnswer(String service) throws IOException, InterruptedException {
        RunState.Instance before = suite.instance(service);
        everybodyAnswers(); // so that each service has read the published keys

        kill(before.pid());

        if (!service.equals("chat") && !service.equals("gateway")) {
            assertAnswers(CONVERSATIONS);
        }
        if (!service.equals("asset") && !service.equals("gateway")) {
            assertAnswers("/api/v1/assets");
        }
        await().atMost(BACK_AGAIN).untilAsserted(() -> {
            RunState.Instance now = suite.instance(service);
            assertThat(now.health()).isEqualTo("UP");
            assertThat(now.pid()).isNotEqualTo(before.pid());
            assertThat(now.startedAt()).isAfter(before.startedAt());
            assertThat(now.restarts()).isEqualTo(before.restarts() + 1);
        });
        await().atMost(Duration.ofSeconds(10)).untilAsserted(OperationTests::everybodyAnswers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis-auth", "redis-chat", "redis-gateway", "s3"})
    void killedDataStoreComesBackAndTheSuiteAnswersAgain(String store) throws IOException, InterruptedException {
        RunState.Store before = suite.store(store);

        kill(before.pid());

        await().atMost(BACK_AGAIN).untilAsserted(() -> {
            RunState.Store now = suite.store(store);
            assertThat(now.pid()).isNotEqualTo(before.pid());
            assertThat(now.alive()).isTrue();
            everybodyAnswers();
            json(suite.post(CONVERSATIONS, "{\"title\": \"after the fall\"}", "Authorization", somebody));
            assertThat(suite.download(newAsset(store))).startsWith((byte) 0x89, 'P', 'N', 'G');
        });
    }

    @Test
    void takenPortIsNamedWithItsProcessAndAWayOut(@TempDir Path elsewhere) throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome up = RunningSuite.gaia(
                    elsewhere.resolve("home"),
                    Map.of(),
                    "up",
                    "--wait",
                    "--free-ports",
                    "--only",
                    "auth",
                    "--port",
                    "auth=" + taken.getLocalPort());

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.output())
                    .contains("Port " + taken.getLocalPort() + ", which auth needs")
                    .contains("process " + ProcessHandle.current().pid() + " (")
                    .contains("./gaia up --port auth=");
        }
    }

    private static void everybodyAnswers() throws IOException, InterruptedException {
        for (String path : List.of(CONVERSATIONS, "/api/v1/assets", "/api/v1/auth/api-keys")) {
            assertAnswers(path);
        }
    }

    /** One conversation always goes to the same instance while that one has time. */
    private static void assertAnswersAboutAnyConversation() throws IOException, InterruptedException {
        String conversation = UUID.randomUUID().toString();
        assertThat(suite.get(CONVERSATIONS, "Authorization", somebody, "X-Conversation-Id", conversation)
                        .statusCode())
                .isEqualTo(200);
    }

    private static void assertAnswers(String path) throws IOException, InterruptedException {
        assertThat(suite.get(path, "Authorization", somebody).statusCode())
                .as(path)
                .isEqualTo(200);
    }

    /** Where to download a picture that was not made before. */
    private static String newAsset(String description) throws IOException, InterruptedException {
        JsonNode made = json(suite.post(
                "/api/v1/assets/generate", """
                {"category": "texture", "style": "realistic", "description": "%s stones %d",
                 "requirements": {"width": 64, "height": 64}, "preferences": {"max_wait_time_ms": 20000}}""".formatted(description, System.nanoTime()), "Authorization", somebody));
        return made.get("asset_data").get("download_url").asString();
    }

    private static double requestsOf(RunState.Instance chat) throws IOException, InterruptedException {
        return suite.fetch("http://" + chat.address() + ":" + chat.port() + "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count{")
                        && line.contains("uri=\"" + CONVERSATIONS + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void done(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private static void kill(long pid) {
        ProcessHandle victim = ProcessHandle.of(pid).orElseThrow();
        victim.destroyForcibly();
        victim.onExit().join();
    }
}
