/** Access tokens as auth-service issues them, for tests of the other services. */
@NullMarked
package dev.gaia.testing.identity;

import org.jspecify.annotations.NullMarked;
