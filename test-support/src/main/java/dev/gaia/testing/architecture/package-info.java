/** The architecture rules that every module's tests check. */
@NullMarked
package dev.gaia.testing.architecture;

import org.jspecify.annotations.NullMarked;
