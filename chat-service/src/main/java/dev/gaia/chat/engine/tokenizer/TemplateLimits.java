package dev.gaia.chat.engine.tokenizer;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a template may run and how large its values may become. Lists that hold a list twice grow exponentially when they
 * are written out, though they take no memory before; so sizes are counted as they would be written.
 */
final class TemplateLimits {

    /** Those of the rendering that runs on this thread. */
    static final ScopedValue<TemplateLimits> CURRENT = ScopedValue.newInstance();

    private static final int MAX_DEPTH = 32;

    private final long deadline;
    private final long size;
    private long freeSteps;

    /**
     * @param time after which it may go on only with its free steps
     * @param freeSteps what an honest template needs: on a busy machine it must not fail by the clock
     * @param size of a value, in characters and elements
     */
    TemplateLimits(Duration time, long freeSteps, long size) {
        this.deadline = System.nanoTime() + time.toNanos();
        this.freeSteps = freeSteps;
        this.size = size;
    }

    void checkStep() {
        freeSteps--;
        if (freeSteps < 0 && System.nanoTime() - deadline > 0) {
            throw new IllegalStateException("it does not come to an end");
        }
    }

    void checkSize(@Nullable Object value) {
        count(value, 0, 0);
    }

    private long count(@Nullable Object value, long before, int depth) {
        long counted = before + 1 + (value instanceof CharSequence text ? text.length() : 0);
        if (counted > size || depth > MAX_DEPTH) {
            throw new IllegalStateException("a value of it grows without bound");
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                counted = count(entry.getValue(), count(entry.getKey(), counted, depth + 1), depth + 1);
            }
        } else if (value instanceof Collection<?> elements) {
            for (Object element : elements) {
                counted = count(element, counted, depth + 1);
            }
        }
        return counted;
    }
}
