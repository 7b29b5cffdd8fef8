package dev.gaia.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restart",
        description = {"Replaces the processes of a service.", "Example: ./gaia restart chat --rolling"})
final class RestartCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE")
    private String service = "";

    @Option(
            names = "--rolling",
            description = "One by one, with a spare beside them, so that there is always one that answers.")
    private boolean rolling;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient.connect(Installation.here()).restart(ServiceKind.of(service), rolling);
        System.out.println(service + " was restarted");
        return 0;
    }
}
