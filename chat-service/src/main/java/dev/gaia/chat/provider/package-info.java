/** Where answers come from: the engine in this process, or any OpenAI-compatible address. */
@NullMarked
package dev.gaia.chat.provider;

import org.jspecify.annotations.NullMarked;
