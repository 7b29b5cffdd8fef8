/** Chooses the next token, holds answers to a form and sees where they end; plain Java on arrays. */
@NullMarked
package dev.gaia.chat.engine.sampling;

import org.jspecify.annotations.NullMarked;
