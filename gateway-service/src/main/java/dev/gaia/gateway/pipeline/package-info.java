/** What happens to every request on its way through, and in which order. */
@NullMarked
package dev.gaia.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
