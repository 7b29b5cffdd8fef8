package dev.gaia.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "token", description = "Prints the API key of the local developer account and nothing else.")
final class TokenCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        System.out.println(new Secrets(Installation.here())
                .find(DeveloperAccount.API_KEY)
                .orElseThrow(() -> new LauncherException("There is no key yet. Start Gaia once: ./gaia up --wait")));
        return 0;
    }
}
