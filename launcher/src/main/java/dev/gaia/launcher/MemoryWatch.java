package dev.gaia.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Looks each second how much memory the gateway takes. */
final class MemoryWatch {

    private static final int SHOWN = 10;

    private final List<Long> kilobytes = new CopyOnWriteArrayList<>();

    MemoryWatch(BenchGateway gateway) throws IOException {
        kilobytes.add(gateway.residentKilobytes());
        var _ = gateway.timer().scheduleAtFixedRate(() -> look(gateway), 1, 1, TimeUnit.SECONDS);
    }

    private void look(BenchGateway gateway) {
        try {
            kilobytes.add(gateway.residentKilobytes());
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    /** The most it took over what it took before the first. */
    long kilobytesEach(int streams) {
        return (kilobytes.stream().mapToLong(Long::longValue).max().orElse(0) - kilobytes.getFirst()) / streams;
    }

    List<Long> megabytesOverTime() {
        return IntStream.range(0, SHOWN)
                .mapToObj(i -> kilobytes.get((kilobytes.size() - 1) * i / (SHOWN - 1)) / 1_024)
                .toList();
    }
}
