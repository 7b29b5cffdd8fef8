/** The log of ended sessions, and how it reaches every gateway and service. */
@NullMarked
package dev.gaia.auth.revocation;

import org.jspecify.annotations.NullMarked;
