package dev.gaia.auth.account;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often somebody may try: so many at once, then one for each interval.
 *
 * @param guessesBurst wrong passwords for one account from one network
 * @param strangersBurst wrong passwords for one account from all networks from which its owner has not signed in
 * @param networkBurst wrong passwords from one network, for whatever accounts
 * @param registrationsBurst new accounts from one network
 * @param lettersBurst letters that one network may ask for
 */
@ConfigurationProperties("auth.limits")
record LimitProperties(
        @DefaultValue("10") int guessesBurst,
        @DefaultValue("30s") Duration guessesInterval,
        @DefaultValue("30") int strangersBurst,
        @DefaultValue("1m") Duration strangersInterval,
        @DefaultValue("100") int networkBurst,
        @DefaultValue("2s") Duration networkInterval,
        @DefaultValue("300") int registrationsBurst,
        @DefaultValue("4s") Duration registrationsInterval,
        @DefaultValue("20") int lettersBurst,
        @DefaultValue("1m") Duration lettersInterval) {}
