/** What users may ask for by law: a copy of all that Gaia has of them, and that all of it goes, in every service. */
@NullMarked
package dev.gaia.auth.erasure;

import org.jspecify.annotations.NullMarked;
