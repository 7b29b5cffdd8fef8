/** How often somebody may try: counted in Redis for all instances, and here while Redis is away. */
@NullMarked
package dev.gaia.auth.throttle;

import org.jspecify.annotations.NullMarked;
