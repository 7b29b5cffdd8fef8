package dev.gaia.auth.account;

import dev.gaia.auth.origin.RequestOrigin;
import dev.gaia.auth.throttle.Bucket;
import dev.gaia.auth.throttle.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Slows guessing down without handing strangers a lock to owners' doors. Wrong passwords are counted by account and
 * network, by account for all networks that are strange to it, and by network. A network from which the owner has signed in
 * is none of the strange ones: however many strangers guess, the owner gets in from there, and from elsewhere after resetting
 * the password, which makes that network known. Addresses without an account are counted alike, so that nothing is told.
 */
@Component
class Limits {

    private static final Duration KNOWN_FOR = Duration.ofDays(30);

    private final Throttle throttle;
    private final LimitProperties properties;

    Limits(Throttle throttle, LimitProperties properties) {
        this.throttle = throttle;
        this.properties = properties;
    }

    void requireRoomToSignIn(String address) {
        throttle.requireRoom("sign-in", guesses(address));
    }

    void guessedWrong(String address) {
        throttle.charge(guesses(address));
    }

    /** The owner was here. */
    void recognise(String address) {
        throttle.remember(KNOWN_FOR, "known", normalized(address), network());
    }

    void chargeRegistration() {
        charge(
                "register",
                Bucket.of(
                        properties.registrationsBurst(),
                        properties.registrationsInterval(),
                        "registrations",
                        network()));
    }

    void chargeLetter() {
        charge("letter", Bucket.of(properties.lettersBurst(), properties.lettersInterval(), "letters", network()));
    }

    private void charge(String what, Bucket bucket) {
        throttle.requireRoom(what, List.of(bucket));
        throttle.charge(List.of(bucket));
    }

    private List<Bucket> guesses(String address) {
        String email = normalized(address);
        String network = network();
        List<Bucket> buckets = new ArrayList<>(List.of(
                Bucket.of(properties.guessesBurst(), properties.guessesInterval(), "guesses", email, network),
                Bucket.of(properties.networkBurst(), properties.networkInterval(), "network", network)));
        if (!throttle.remembers("known", email, network)) {
            buckets.add(Bucket.of(properties.strangersBurst(), properties.strangersInterval(), "strangers", email));
        }
        return buckets;
    }

    private static String normalized(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }

    private static String network() {
        return RequestOrigin.current()
                .map(origin -> origin.network().subscriber())
                .orElse("none");
    }
}
