/** Chooses the next token and sees where an answer ends; plain Java on arrays. */
@NullMarked
package dev.gaia.chat.engine.sampling;

import org.jspecify.annotations.NullMarked;
