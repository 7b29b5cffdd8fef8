/** Event streams on their way through: heartbeats while they are silent, and a bound on what waits for slow clients. */
@NullMarked
package dev.gaia.gateway.stream;

import org.jspecify.annotations.NullMarked;
