package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody else on the machine, and nobody beside it, may get at. */
@Tag("suite")
@ExtendWith(SharedSuite.class)
class SecrecyTests {

    private static final String LISTENING = "0A";

    private static RunningSuite suite;

    @BeforeAll
    static void start(RunningSuite shared) {
        suite = shared;
    }

    @Test
    void onlyLoopbackAddressesAreBound() throws IOException, InterruptedException {
        List<Long> pids = new ArrayList<>(suite.pids());
        pids.add(suite.supervisor().pid());
        Set<String> sockets = pids.stream().flatMap(SecrecyTests::sockets).collect(Collectors.toSet());

        List<String> addresses = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 9 && fields[3].equals(LISTENING) && sockets.contains(fields[9]))
                .map(fields -> fields[1].substring(0, fields[1].indexOf(':')))
                .toList();

        // Four services, PostgreSQL, four Redis, S3, the supervisor's own door.
        assertThat(addresses).hasSizeGreaterThanOrEqualTo(11).allMatch(SecrecyTests::isLoopback);
    }

    @Test
    void secretsAreForTheirOwnerOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(suite.home().resolve("secrets"))))
                .isEqualTo("rwx------");
        for (String folder : List.of("secrets", "run")) {
            try (Stream<Path> files = Files.list(suite.home().resolve(folder))) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void noSecretIsInALogOrOnACommandLine() throws IOException {
        List<String> secrets;
        try (Stream<Path> files = Files.list(suite.home().resolve("secrets"))) {
            secrets = files.map(SecrecyTests::text).toList();
        }
        assertThat(secrets).hasSizeGreaterThan(10).allMatch(secret -> secret.length() >= 40);

        try (Stream<Path> logs = Files.list(suite.home().resolve("logs"))) {
            assertThat(logs)
                    .hasSizeGreaterThan(8)
                    .allSatisfy(log -> assertThat(text(log)).doesNotContain(secrets));
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> text(Path.of("/proc", Long.toString(process.pid()), "cmdline"))))
                .isNotEmpty()
                .allSatisfy(command -> assertThat(command).doesNotContain(secrets));
    }

    /** As the kernel writes addresses: each group of four bytes backwards, in hexadecimal. */
    private static boolean isLoopback(String address) {
        return switch (address.length()) {
            case 8 -> address.endsWith("7F");
            case 32 ->
                address.equals("0".repeat(24) + "01000000")
                        || address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F");
            default -> throw new IllegalArgumentException(address);
        };
    }

    private static Stream<String> sockets(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors
                    .map(SecrecyTests::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .toList()
                    .stream();
        } catch (IOException ended) {
            throw new IllegalStateException("Process " + pid + " cannot be looked into", ended);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Stream<String> lines(Path file) {
        return text(file).lines();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }
}
