/** Sessions that have ended while tokens of theirs could still be about: how every gateway and service learns of them. */
@NullMarked
package dev.gaia.common.revocation;

import org.jspecify.annotations.NullMarked;
