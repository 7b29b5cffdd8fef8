package dev.gaia.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.session.RefreshToken.State;
import dev.gaia.testing.time.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefreshTokenTests {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final byte[] SUCCESSOR = new byte[32];
    private static final Duration LIFE = Duration.ofDays(30);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Instant expiresAt = clock.instant().plus(LIFE);

    @Test
    void isGoodUntilItExpires() {
        RefreshToken token = token(null, null);

        clock.advance(LIFE.minusMillis(1));
        assertThat(token.stateAt(clock.instant(), GRACE)).isEqualTo(State.GOOD);

        clock.advance(Duration.ofMillis(1));
        assertThat(token.stateAt(clock.instant(), GRACE)).isEqualTo(State.OVER);
    }

    @Test
    void isOverWhenItsSessionHasEnded() {
        assertThat(token(null, clock.instant()).stateAt(clock.instant(), GRACE)).isEqualTo(State.OVER);
    }

    @Test
    void aSecondUseIsNoticedHoweverLateItComes() {
        RefreshToken used = token(clock.instant(), null);

        clock.advance(GRACE);
        assertThat(used.stateAt(clock.instant(), GRACE)).isEqualTo(State.USED_BEFORE);
        clock.advance(LIFE.multipliedBy(2));
        assertThat(used.stateAt(clock.instant(), GRACE)).isEqualTo(State.USED_BEFORE);
    }

    @Test
    void isRepeatedForAMomentAfterItsUseUnlessItsSessionHasEnded() {
        RefreshToken used = token(clock.instant(), null);
        RefreshToken ended = token(clock.instant(), clock.instant());

        clock.advance(GRACE.minusMillis(1));

        assertThat(used.stateAt(clock.instant(), GRACE)).isEqualTo(State.REPEATED);
        assertThat(ended.stateAt(clock.instant(), GRACE)).isEqualTo(State.USED_BEFORE);
    }

    @Test
    void aSuccessorIsReadableOnlyByTheTokenThatItSucceeds() {
        String value = RefreshToken.newValue();
        String successor = RefreshToken.newValue();

        byte[] masked = RefreshToken.maskedSuccessor(value, successor);

        assertThat(RefreshToken.unmask(value, masked)).isEqualTo(successor);
        assertThat(RefreshToken.unmask(RefreshToken.newValue(), masked)).isNotEqualTo(successor);
        assertThat(masked).isNotEqualTo(Base64.getUrlDecoder().decode(successor));
    }

    @Test
    void itsValueHas256BitsAndNeverComesTwice() {
        String value = RefreshToken.newValue();

        assertThat(Base64.getUrlDecoder().decode(value)).hasSize(32);
        assertThat(RefreshToken.newValue()).isNotEqualTo(value);
    }

    private RefreshToken token(@Nullable Instant usedAt, @Nullable Instant sessionEndedAt) {
        return new RefreshToken(
                UUID.randomUUID(), UUID.randomUUID(), expiresAt, clock.instant(), usedAt, sessionEndedAt, SUCCESSOR);
    }
}
