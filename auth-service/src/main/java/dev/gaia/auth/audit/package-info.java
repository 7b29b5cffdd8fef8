/** What happened to the security of accounts, for good: written by every feature, read by admins. */
@NullMarked
package dev.gaia.auth.audit;

import org.jspecify.annotations.NullMarked;
