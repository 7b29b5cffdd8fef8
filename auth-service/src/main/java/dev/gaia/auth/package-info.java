/** Accounts, sessions, tokens and API keys: who may use Gaia. */
@NullMarked
package dev.gaia.auth;

import org.jspecify.annotations.NullMarked;
