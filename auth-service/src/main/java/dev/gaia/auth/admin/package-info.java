/** What admins may do with the accounts of others. */
@NullMarked
package dev.gaia.auth.admin;

import org.jspecify.annotations.NullMarked;
