package dev.gaia.common.correlation;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The id of one client request in the logs of every service that takes part in it. */
public final class CorrelationId {

    /** The header that carries it, from the gateway to the services and back to the client. */
    public static final String HEADER = "X-Correlation-Id";

    /** The logging context's key for it. */
    public static final String KEY = "correlationId";

    private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private CorrelationId() {}

    /** The one that came with the request when it can be logged safely, else a new one. */
    public static String from(@Nullable String header) {
        return header != null && SOUND.matcher(header).matches()
                ? header
                : UUID.randomUUID().toString();
    }

    /** That of the request which this thread works for. */
    public static @Nullable String current() {
        return MDC.get(KEY);
    }
}
