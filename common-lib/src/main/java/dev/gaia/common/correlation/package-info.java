/** The id that ties together what all services log about one request. */
@NullMarked
package dev.gaia.common.correlation;

import org.jspecify.annotations.NullMarked;
