/** What {@code ./gaia} runs: the local platform's data services, the service processes and their supervision. */
@NullMarked
package dev.gaia.launcher;

import org.jspecify.annotations.NullMarked;
