/** The one public door: routes, identity, limits, and streams that pass through. */
@NullMarked
package dev.gaia.gateway;

import org.jspecify.annotations.NullMarked;
