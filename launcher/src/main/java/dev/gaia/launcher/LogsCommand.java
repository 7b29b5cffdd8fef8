package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = {"Shows a log.", "Examples: ./gaia logs chat    ./gaia logs chat-1 -f    ./gaia logs postgres"})
final class LogsCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            defaultValue = "launcher",
            description =
                    "A service, an instance such as chat-1, a data service, or ${DEFAULT-VALUE} (where none is named).")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as the log grows.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many lines (${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path log = Installation.here().log(name);
        if (!Files.exists(log)) {
            String others = names(log);
            throw new LauncherException("There is no log of " + name
                    + (others.isEmpty() ? "; nothing has run here yet" : "; there are " + others));
        }
        List<String> command = follow
                ? List.of("tail", "-n", Integer.toString(lines), "-F", log.toString())
                : List.of("tail", "-n", Integer.toString(lines), log.toString());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static String names(Path log) throws IOException {
        try (Stream<Path> logs = Files.list(Path.of(String.valueOf(log.getParent())))) {
            return logs.map(file -> String.valueOf(file.getFileName()).replace(".log", ""))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
