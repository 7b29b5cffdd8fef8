/** Between text and token ids: the vocabulary, the chat template and decoding piece by piece. */
@NullMarked
package dev.gaia.chat.engine.tokenizer;

import org.jspecify.annotations.NullMarked;
