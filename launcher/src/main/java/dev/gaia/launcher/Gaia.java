package dev.gaia.launcher;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the suite. */
@Command(
        name = "gaia",
        description = "Runs Gaia on this machine: AI chat and generated assets behind one gateway.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            TokenCommand.class,
            ScaleCommand.class,
            RestartCommand.class,
            ModelCommand.class,
            BenchCommand.class,
            Gaia.TestCommand.class,
            Gaia.HelpCommand.class
        },
        footer = {
            "",
            "Environment:",
            "  GAIA_MODEL      a GGUF file to serve instead of the default model",
            "  GAIA_MODELS     further ones, separated by commas, which are loaded when they are asked for",
            "  GAIA_HOME       where all state lies (default: .gaia in the clone)",
            "  GAIA_PORTS      ports to use, for example gateway=9666,chat=0 (0: a free one)",
            "  GAIA_JAVA_HOME  the JDK 25 to use, when it is not found by itself"
        })
final class Gaia implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this.")
    private boolean help;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        IExecutionExceptionHandler explain = (failure, commandLine, _) -> {
            switch (failure) {
                case LauncherException problem -> commandLine.getErr().println(problem.getMessage());
                case IOException problem ->
                    commandLine.getErr().println(problem); // its type says what its message leaves out
                default -> failure.printStackTrace(commandLine.getErr());
            }
            return 1;
        };
        CommandLine gaia = new CommandLine(new Gaia());
        IParameterExceptionHandler usual = gaia.getParameterExceptionHandler();
        return gaia.setParameterExceptionHandler((mistake, arguments) -> {
                    if (mistake instanceof UnmatchedArgumentException unmatched
                            && !mistake.getCommandLine().getSubcommands().isEmpty()) {
                        String group = mistake.getCommandLine() == gaia
                                ? ""
                                : mistake.getCommandLine().getCommandName() + " ";
                        gaia.getErr()
                                .println("There is no command named " + group
                                        + unmatched.getUnmatched().getFirst() + "; see ./gaia help "
                                        + group.strip());
                        return ExitCode.USAGE;
                    }
                    return usual.handleParseException(mistake, arguments);
                })
                .setExecutionExceptionHandler(explain)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    @Command(name = "help", description = "Says more about a command.")
    static final class HelpCommand implements Runnable {

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "COMMAND", arity = "0..1")
        private @Nullable String command;

        @Override
        public void run() {
            if (spec != null) {
                CommandLine gaia = spec.root().commandLine();
                CommandLine asked =
                        command == null ? gaia : gaia.getSubcommands().get(command);
                if (asked == null) {
                    throw new LauncherException("There is no command named " + command + "; see ./gaia help");
                }
                asked.usage(gaia.getOut());
            }
        }
    }

    /** Only describes itself: the script runs the tests, since they build the launcher too. */
    @Command(
            name = "test",
            description = {
                "Runs every test of the project; further arguments go to Maven.",
                "Example: ./gaia test -pl chat-service -am -Dtest='Sampler*'"
            })
    static final class TestCommand implements Runnable {

        @Override
        public void run() {
            throw new LauncherException("Run the tests with ./gaia test");
        }
    }
}
