/** Who may call: every request carries an access token that is verified here. */
@NullMarked
package dev.gaia.asset.identity;

import org.jspecify.annotations.NullMarked;
