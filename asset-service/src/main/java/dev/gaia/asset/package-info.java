/** Generated assets: jobs that make them, a store that keeps them. */
@NullMarked
package dev.gaia.asset;

import org.jspecify.annotations.NullMarked;
