/** Sign-ins and API keys as sessions: how they live on by refresh tokens, and how they end. */
@NullMarked
package dev.gaia.auth.session;

import org.jspecify.annotations.NullMarked;
