package dev.gaia.gateway.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a service is burdened with at once.
 *
 * @param login what goes to auth-service
 * @param chat what goes to chat-service
 * @param assets what goes to asset-service
 * @param failures so many in a row open the circuit to a service
 * @param pause how long nothing is sent then before the first trial; each trial that fails doubles it
 * @param longestPause the longest that it becomes
 */
@ConfigurationProperties("gateway.admission")
record AdmissionProperties(
        OfClass login,
        OfClass chat,
        OfClass assets,
        @DefaultValue("5") int failures,
        @DefaultValue("1s") Duration pause,
        @DefaultValue("15s") Duration longestPause) {

    AdmissionProperties {
        if (failures <= 0 || !pause.isPositive() || longestPause.compareTo(pause) < 0) {
            throw new IllegalArgumentException("gateway.admission: failures and pause must be positive,"
                    + " and longest-pause not shorter than pause");
        }
        if (login == null || chat == null || assets == null) {
            throw new IllegalArgumentException("gateway.admission must say what holds for login, chat and assets");
        }
    }

    /**
     * @param firstByte how long a service may take to begin its answer
     * @param minPending so many may wait for that at once however slow the service becomes
     * @param maxPending and so many however fast it is
     * @param maxStreams streams that are open
     */
    record OfClass(Duration firstByte, int minPending, int maxPending, int maxStreams) {

        OfClass {
            if (firstByte == null || !firstByte.isPositive()) {
                throw new IllegalArgumentException("gateway.admission: first-byte must be positive");
            }
            if (minPending <= 0 || maxPending < minPending || maxStreams <= 0) {
                throw new IllegalArgumentException(
                        "gateway.admission: min-pending and max-streams must be positive, max-pending at least min-pending");
            }
        }
    }

    OfClass of(RequestClass requestClass) {
        return switch (requestClass) {
            case LOGIN -> login;
            case CHAT -> chat;
            case ASSETS -> assets;
        };
    }
}
