package dev.gaia.auth.oauth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what happens on the pages. */
@Component
class OAuthMetrics {

    private final Counter signedIn;
    private final Counter refused;
    private final Counter allowed;
    private final Counter denied;
    private final Counter wrongCodes;
    private final Counter tooManyGuesses;
    private final Counter replays;

    OAuthMetrics(MeterRegistry registry) {
        signedIn = signIns(registry, "accepted");
        refused = signIns(registry, "refused");
        allowed = deviceCodes(registry, "allowed");
        denied = deviceCodes(registry, "denied");
        wrongCodes = deviceCodes(registry, "unknown");
        tooManyGuesses = deviceCodes(registry, "too_many_guesses");
        replays = Counter.builder("auth.oauth.replays")
                .description("Codes presented a second time; the session of the first has been ended")
                .register(registry);
    }

    private static Counter signIns(MeterRegistry registry, String outcome) {
        return Counter.builder("auth.oauth.signins")
                .description("Sign-ins on the page, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter deviceCodes(MeterRegistry registry, String outcome) {
        return Counter.builder("auth.oauth.device.codes")
                .description("Codes of headsets that somebody typed, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    void signedIn(boolean success) {
        (success ? signedIn : refused).increment();
    }

    void deviceAllowed() {
        allowed.increment();
    }

    void deviceDenied() {
        denied.increment();
    }

    void wrongCode() {
        wrongCodes.increment();
    }

    void tooManyGuesses() {
        tooManyGuesses.increment();
    }

    void replayed() {
        replays.increment();
    }
}
