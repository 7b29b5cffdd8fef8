package dev.gaia.auth.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyTests {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void theLastUseIsWrittenAtMostOnceAMinute() {
        assertThat(usedAt(null).isUseNewsAt(NOON)).isTrue();
        assertThat(usedAt(NOON).isUseNewsAt(NOON.plusSeconds(59))).isFalse();
        assertThat(usedAt(NOON).isUseNewsAt(NOON.plusSeconds(60))).isTrue();
    }

    private static ApiKey usedAt(@Nullable Instant time) {
        return new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "test", Set.of(), null, NOON, time, null, null, null);
    }
}
