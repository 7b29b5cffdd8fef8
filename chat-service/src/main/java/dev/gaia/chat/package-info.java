/** Conversations with a language model: three client surfaces over one engine. */
@NullMarked
package dev.gaia.chat;

import org.jspecify.annotations.NullMarked;
