package dev.gaia.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Starts the data services, the services and what watches them.",
            "Stays in the foreground, where Ctrl-C ends everything; with --wait it returns",
            "when all is ready.",
            "Examples: ./gaia up --wait",
            "          ./gaia up --only auth,chat",
            "          ./gaia up --port gateway=9666"
        })
final class UpCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--wait", description = "Return when everything is ready; it goes on in the background.")
    private boolean wait;

    @Option(names = "--only", split = ",", paramLabel = "SERVICE", description = "Start only these services.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--port",
            split = ",",
            paramLabel = "NAME=NUMBER",
            description = "Use another port, for example gateway=9666; 0 takes any free one.")
    private List<String> port = new ArrayList<>();

    @Option(names = "--free-ports", description = "Take free ports for everything.")
    private boolean freePorts;

    @Option(names = "--background", hidden = true, description = "Be the supervisor that --wait starts.")
    private boolean background;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec == null
                ? new PrintWriter(System.out, true)
                : spec.commandLine().getOut();
        Installation installation = Installation.here();
        Optional<RunState> running = RunState.readLive(installation);
        if (running.isPresent()) {
            out.println("Gaia is already running here (process "
                    + running.get().supervisor().pid() + "). See ./gaia status; end it with ./gaia down.");
            return 0;
        }
        return wait ? startInBackground(installation, out) : supervise(installation, out);
    }

    private int supervise(Installation installation, PrintWriter out) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<ServiceKind> services = ServiceKind.listOf(only);
        List<String> choices = new ArrayList<>(
                Arrays.asList(System.getenv().getOrDefault("GAIA_PORTS", "").split(",")));
        choices.addAll(port);
        Ports ports = Ports.choose(choices, freePorts);
        Supervisor supervisor = new Supervisor(installation, ports, services, line -> {
            out.println(line);
            out.flush();
        });
        Thread onSignal = new Thread(supervisor::close, "shutdown");
        Runtime.getRuntime().addShutdownHook(onSignal);
        supervisor.start();
        out.println(Welcome.text(ports, services, Duration.ofNanos(System.nanoTime() - start)));
        out.flush();
        supervisor.awaitEnd();
        return 0;
    }

    private int startInBackground(Installation installation, PrintWriter out) throws IOException, InterruptedException {
        Path log = installation.log("launcher");
        Process supervisor = new ProcessBuilder(OwnSession.of(backgroundCommand()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        supervisor.getOutputStream().close();
        return follow(installation, supervisor, log, out);
    }

    private List<String> backgroundCommand() {
        List<String> command = new ArrayList<>(List.of(
                Java.command(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Java.classPath(),
                Gaia.class.getName(),
                "up",
                "--background"));
        if (freePorts) {
            command.add("--free-ports");
        }
        port.forEach(choice -> command.addAll(List.of("--port", choice)));
        only.forEach(service -> command.addAll(List.of("--only", service)));
        return command;
    }

    /** Shows the background's progress until it is ready or has failed. */
    private static int follow(Installation installation, Process supervisor, Path log, PrintWriter out)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long shown = 0;
        while (System.nanoTime() < deadline) {
            boolean ended = supervisor.waitFor(100, TimeUnit.MILLISECONDS);
            boolean ready = RunState.readLive(installation)
                    .filter(state -> state.phase().equals("ready"))
                    .isPresent();
            shown = show(log, shown, out);
            if (ready) {
                supervisor.waitFor(200, TimeUnit.MILLISECONDS);
                show(log, shown, out);
                return 0;
            }
            if (ended) {
                show(log, shown, out);
                return supervisor.exitValue() == 0 ? 1 : supervisor.exitValue();
            }
        }
        out.println("Not ready after " + PATIENCE.toMinutes() + " minutes; see " + log);
        return 1;
    }

    private static long show(Path log, long from, PrintWriter out) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = Math.toIntExact(Math.min(from, all.length));
        out.print(new String(all, start, all.length - start, StandardCharsets.UTF_8));
        out.flush();
        return all.length;
    }
}
