/** Where a request comes from: whom limits count it for, and what of it is worth keeping. */
@NullMarked
package dev.gaia.auth.origin;

import org.jspecify.annotations.NullMarked;
