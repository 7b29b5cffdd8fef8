/** Accounts have a home region, and requests find it: personal data is written there and nowhere else. */
@NullMarked
package dev.gaia.auth.region;

import org.jspecify.annotations.NullMarked;
