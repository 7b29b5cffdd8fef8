/** How much a service is burdened with at once, and what is refused first when that is too much. */
@NullMarked
package dev.gaia.gateway.admission;

import org.jspecify.annotations.NullMarked;
