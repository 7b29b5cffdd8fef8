/** Answers to chat requests on every client surface, streamed or whole. */
@NullMarked
package dev.gaia.chat.completion;

import org.jspecify.annotations.NullMarked;
