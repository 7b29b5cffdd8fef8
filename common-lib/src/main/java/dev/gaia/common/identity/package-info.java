/** Who calls, as the verified access token says. */
@NullMarked
package dev.gaia.common.identity;

import org.jspecify.annotations.NullMarked;
