/** Who calls: access tokens, API keys and sessions that have ended. */
@NullMarked
package dev.gaia.gateway.identity;

import org.jspecify.annotations.NullMarked;
