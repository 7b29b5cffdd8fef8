/** What all services of the suite share on the wire, and nothing else. */
@NullMarked
package dev.gaia.common;

import org.jspecify.annotations.NullMarked;
