/** A clock that tests move by hand. */
@NullMarked
package dev.gaia.testing.time;

import org.jspecify.annotations.NullMarked;
