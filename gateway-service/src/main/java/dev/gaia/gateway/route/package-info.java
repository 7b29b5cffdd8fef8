/** Which request goes to which service, and to which of its instances. */
@NullMarked
package dev.gaia.gateway.route;

import org.jspecify.annotations.NullMarked;
