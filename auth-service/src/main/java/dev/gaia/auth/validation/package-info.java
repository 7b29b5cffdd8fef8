/** Tells other programs whether a credential is good. */
@NullMarked
package dev.gaia.auth.validation;

import org.jspecify.annotations.NullMarked;
