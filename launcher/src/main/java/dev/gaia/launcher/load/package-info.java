/** Programs of the gateway's benchmarks that run in processes of their own: who asks, and who answers. */
@NullMarked
package dev.gaia.launcher.load;

import org.jspecify.annotations.NullMarked;
