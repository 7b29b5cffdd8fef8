/** The clock that services take as a collaborator. */
@NullMarked
package dev.gaia.common.time;

import org.jspecify.annotations.NullMarked;
