package dev.gaia.gateway.route;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a service.
 *
 * @param affinity requests with the same one go to the same instance as long as that is not much busier than others
 * @param repeatable asked after a failure, whether it may be asked again although it may have been worked on: it changes nothing, or nothing more the
 *     second time, and no part of its body is gone
 * @param broken asked after the answer, whether it tells of an instance that is not sound
 */
public record Demand(@Nullable String affinity, BooleanSupplier repeatable, BooleanSupplier broken) {

    /** Nothing special. */
    public static final Demand PLAIN = new Demand(null, () -> false, () -> false);
}
