/** Letters to account owners: by SMTP where it is configured, else into a folder. */
@NullMarked
package dev.gaia.auth.mail;

import org.jspecify.annotations.NullMarked;
