/** Engines that make assets from descriptions. */
@NullMarked
package dev.gaia.asset.generation;

import org.jspecify.annotations.NullMarked;
