/** How every service tells a client that something went wrong. */
@NullMarked
package dev.gaia.common.problem;

import org.jspecify.annotations.NullMarked;
