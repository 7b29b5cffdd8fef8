/** Decides which sequences run in the next step; plain Java that reads no clock. */
@NullMarked
package dev.gaia.chat.engine.scheduler;

import org.jspecify.annotations.NullMarked;
