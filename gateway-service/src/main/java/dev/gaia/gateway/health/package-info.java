/** What the gateway says of itself and of the services behind it. */
@NullMarked
package dev.gaia.gateway.health;

import org.jspecify.annotations.NullMarked;
