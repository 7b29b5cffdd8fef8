/** Reads the environment variables that Fly.io and the launcher set. */
@NullMarked
package dev.gaia.common.environment;

import org.jspecify.annotations.NullMarked;
