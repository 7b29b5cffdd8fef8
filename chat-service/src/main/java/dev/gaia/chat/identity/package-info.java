/** Who may call: every request carries an access token that is verified here. */
@NullMarked
package dev.gaia.chat.identity;

import org.jspecify.annotations.NullMarked;
