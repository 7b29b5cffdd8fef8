package dev.gaia.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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
            HelpCommand.class
        },
        footer = {
            "",
            "Environment:",
            "  GAIA_MODEL      a GGUF file to serve instead of the default model",
            "  GAIA_HOME       where all state lies (default: .gaia in the clone)",
            "  GAIA_PORTS      ports to use, for example gateway=9666,chat=0 (0: any free one)",
            "  GAIA_JAVA_HOME  the JDK 25 to use, when it is not found by itself"
        })
final class Gaia implements Runnable {

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        IExecutionExceptionHandler explain = (failure, commandLine, _) -> {
            if (failure instanceof LauncherException) {
                commandLine.getErr().println(failure.getMessage());
            } else {
                failure.printStackTrace(commandLine.getErr());
            }
            return 1;
        };
        return new CommandLine(new Gaia())
                .setExecutionExceptionHandler(explain)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
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

        @ParentCommand
        private @org.jspecify.annotations.Nullable Gaia parent;

        @Override
        public void run() {
            throw new LauncherException("Run the tests with ./gaia test");
        }
    }
}
