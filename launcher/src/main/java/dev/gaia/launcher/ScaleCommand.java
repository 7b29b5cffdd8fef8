package dev.gaia.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "scale",
        description = {
            "Runs more or fewer processes of a service; the gateway finds them.",
            "Example: ./gaia scale chat=3"
        })
final class ScaleCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE=COUNT")
    private @Nullable String wish;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String[] parts = wish == null ? new String[0] : wish.split("=", 2);
        if (parts.length != 2 || !parts[1].matches("\\d{1,3}")) {
            throw new LauncherException("Say which service and how many, for example ./gaia scale chat=3");
        }
        int count = Integer.parseInt(parts[1]);
        ControlClient.connect(Installation.here()).scale(ServiceKind.of(parts[0]), count);
        System.out.println(parts[0] + " runs in " + count + (count == 1 ? " process" : " processes"));
        return 0;
    }
}
