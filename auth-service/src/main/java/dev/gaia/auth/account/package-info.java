/** Who there is: registration, and signing in with a password. */
@NullMarked
package dev.gaia.auth.account;

import org.jspecify.annotations.NullMarked;
