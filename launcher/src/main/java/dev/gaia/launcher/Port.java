package dev.gaia.launcher;

import java.util.Locale;

/** Everything that listens, with the port that it has unless another is chosen. */
enum Port {
    GATEWAY(8666),
    AUTH(8667),
    CHAT(8668),
    ASSET(8669),
    POSTGRES(8670),
    REDIS_AUTH(8671),
    REDIS_CHAT(8672),
    REDIS_ASSET(8673),
    REDIS_GATEWAY(8674),
    S3(8675),
    PROMETHEUS(8676);

    private final int standard;

    Port(int standard) {
        this.standard = standard;
    }

    int standard() {
        return standard;
    }

    /** As users write it: {@code redis-auth}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Port redisOf(ServiceKind service) {
        return valueOf("REDIS_" + service.name());
    }
}
