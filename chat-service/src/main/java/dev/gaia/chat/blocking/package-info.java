/** The one place where work that waits, such as a query, leaves the event loop. */
@NullMarked
package dev.gaia.chat.blocking;

import org.jspecify.annotations.NullMarked;
