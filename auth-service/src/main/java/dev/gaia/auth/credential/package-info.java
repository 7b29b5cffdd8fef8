/** Passwords: which are good enough, and how they are kept. */
@NullMarked
package dev.gaia.auth.credential;

import org.jspecify.annotations.NullMarked;
