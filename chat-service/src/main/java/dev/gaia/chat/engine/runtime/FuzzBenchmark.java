package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.runtime.ModelFuzzer.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads many broken model files. Run by {@code ./gaia bench fuzz-models}; prints progress to the error stream and one JSON object
 * at the end, and ends with status 1 when a file crashed its reader, held it up or made it take too much memory.
 *
 * <p>Arguments: the folder of sound files, and how many broken ones to read.
 */
final class FuzzBenchmark {

    private static final int SLICE = 1_000;
    private static final int SLICES_A_LINE = 20;

    /** Wall time, so that it is longer than what a busy machine makes of a second. */
    private static final Duration HANG = Duration.ofSeconds(20);

    private final ModelFuzzer fuzzer;
    private final long count;
    private final AtomicLong next = new AtomicLong();
    private final Findings all = new Findings();

    private FuzzBenchmark(ModelFuzzer fuzzer, long count) {
        this.fuzzer = fuzzer;
        this.count = count;
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        long count = Long.parseLong(arguments[1]);
        Findings findings = run(new ModelFuzzer(Path.of(arguments[0])), count);
        findings.failures().stream().limit(20).forEach(System.err::println);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", "fuzz-models");
        result.put("count", count);
        result.put("accepted", findings.accepted());
        result.put("refused_by_flaw", findings.refused());
        result.put("slowest_ms", Math.round(findings.slowestMillis() * 10) / 10.0);
        result.put("largest_allocation_ratio", Math.round(findings.largestRatio() * 100) / 100.0);
        result.put("failures", findings.failures().size());
        System.out.println(new JsonMapper().writeValueAsString(result));
        System.exit(findings.failures().isEmpty() ? 0 : 1);
    }

    static Findings run(ModelFuzzer fuzzer, long count) throws InterruptedException {
        return new FuzzBenchmark(fuzzer, count).run();
    }

    private Findings run() throws InterruptedException {
        List<Worker> workers = Stream.generate(Worker::new)
                .limit(Runtime.getRuntime().availableProcessors())
                .toList();
        workers.forEach(Thread::start);
        for (Worker worker : workers) {
            while (!worker.join(Duration.ofSeconds(1))) {
                Optional<Worker> hanging =
                        workers.stream().filter(Worker::hangs).findFirst();
                if (hanging.isPresent()) {
                    synchronized (all) {
                        all.failures().add("round " + hanging.get().round + " does not come to an end");
                    }
                    return all;
                }
            }
        }
        return all;
    }

    private final class Worker extends Thread {

        private volatile long round;
        private volatile long startNanos = System.nanoTime();

        Worker() {
            super("fuzz");
            setDaemon(true);
        }

        boolean hangs() {
            return isAlive() && System.nanoTime() - startNanos > HANG.toNanos();
        }

        @Override
        public void run() {
            for (long start = next.getAndAdd(SLICE); start < count; start = next.getAndAdd(SLICE)) {
                Findings slice = new Findings();
                for (long current = start; current < Math.min(count, start + SLICE); current++) {
                    round = current;
                    startNanos = System.nanoTime();
                    fuzzer.run(current, slice);
                }
                synchronized (all) {
                    all.add(slice);
                    if (start / SLICE % SLICES_A_LINE == SLICES_A_LINE - 1) {
                        System.err.printf(
                                "%,d of %,d, %d failures%n",
                                start + SLICE, count, all.failures().size());
                    }
                }
            }
        }
    }
}
