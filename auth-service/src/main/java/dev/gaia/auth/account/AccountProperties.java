package dev.gaia.auth.account;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an account needs.
 *
 * @param loginNeedsConfirmedEmail whether nobody gets in before mail has reached them; registering then does not sign in,
 *     and does not tell whether an address has an account
 */
@ConfigurationProperties("auth.account")
record AccountProperties(@DefaultValue("false") boolean loginNeedsConfirmedEmail) {}
