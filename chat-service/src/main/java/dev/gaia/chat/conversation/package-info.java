/** Conversations and their messages: what was said, kept for its owner alone. */
@NullMarked
package dev.gaia.chat.conversation;

import org.jspecify.annotations.NullMarked;
