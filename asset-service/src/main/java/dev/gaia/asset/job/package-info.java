/** Jobs: rows that workers claim under a lease, so that none is lost and none done twice. */
@NullMarked
package dev.gaia.asset.job;

import org.jspecify.annotations.NullMarked;
