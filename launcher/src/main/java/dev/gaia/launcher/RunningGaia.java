package dev.gaia.launcher;

import java.io.IOException;

/** The suite that runs here, as a benchmark needs it. */
record RunningGaia(RunState state, String developerKey) {

    /** @throws LauncherException when it does not run */
    static RunningGaia find() throws IOException, InterruptedException {
        Installation installation = Installation.here();
        RunState state = ControlClient.connect(installation).status();
        String key = new Secrets(installation)
                .find(DeveloperAccount.API_KEY)
                .orElseThrow(() -> new LauncherException("There is no developer key; run ./gaia up --wait"));
        return new RunningGaia(state, key);
    }

    /** Of the service's first instance. */
    String address(String service) {
        return state.services().stream()
                .filter(instance -> instance.service().equals(service))
                .findFirst()
                .map(instance -> "http://127.0.0.1:" + instance.port())
                .orElseThrow(() -> new LauncherException("The " + service + " does not run."));
    }
}
