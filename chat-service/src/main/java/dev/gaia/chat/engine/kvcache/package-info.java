/** Which blocks of the key-value memory hold which tokens; plain Java that only counts. */
@NullMarked
package dev.gaia.chat.engine.kvcache;

import org.jspecify.annotations.NullMarked;
