/** Texts as vectors, so that texts of like meaning can be found: a small sentence model in this process. */
@NullMarked
package dev.gaia.chat.embedding;

import org.jspecify.annotations.NullMarked;
