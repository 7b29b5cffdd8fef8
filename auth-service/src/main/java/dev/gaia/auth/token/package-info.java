/** Access tokens and the keys that sign them. */
@NullMarked
package dev.gaia.auth.token;

import org.jspecify.annotations.NullMarked;
