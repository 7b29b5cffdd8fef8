/** What the rest of the service sees of the language model: submit a request, read a stream. */
@NullMarked
package dev.gaia.chat.engine;

import org.jspecify.annotations.NullMarked;
