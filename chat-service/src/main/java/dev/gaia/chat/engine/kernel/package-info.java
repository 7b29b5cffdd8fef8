/**
 * Arithmetic of a language model on the processor's vector unit: routines in machine code that Java writes, for weights of
 * four or eight bits.
 */
@NullMarked
package dev.gaia.chat.engine.kernel;

import org.jspecify.annotations.NullMarked;
