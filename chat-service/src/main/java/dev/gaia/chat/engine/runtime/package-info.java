/** The engine itself: one thread owns scheduler and model, all others submit requests and read streams. */
@NullMarked
package dev.gaia.chat.engine.runtime;

import org.jspecify.annotations.NullMarked;
