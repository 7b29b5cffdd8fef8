/** Long-lived keys for programs, and their exchange for access tokens. */
@NullMarked
package dev.gaia.auth.apikey;

import org.jspecify.annotations.NullMarked;
