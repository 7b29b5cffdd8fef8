/** The assets that exist and whose they are. */
@NullMarked
package dev.gaia.asset.library;

import org.jspecify.annotations.NullMarked;
