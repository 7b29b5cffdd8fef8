package dev.gaia.launcher;

import dev.gaia.launcher.StreamClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What clients of a chat server see when many come at once, and when more and more come. */
final class ServingBenchmark {

    private static final int PROMPT_WORDS = 80;
    private static final int VERY_LONG_PROMPT_WORDS = 7_000;
    private static final int TURN_WORDS = 1_900;
    private static final int CONVERSATIONS = 5;
    private static final int LISTENERS = 8;
    private static final int LISTENED_TOKENS = 600;
    private static final int WARM_UP_STREAMS = 16;
    private static final int ANSWER_TOKENS = 64;
    private static final int LONG_ANSWER_TOKENS = 400;
    private static final double FIRST_MILLIS = 500;
    private static final double GAP_MILLIS = 100;
    private static final double FIRST_RATE = 0.5;
    private static final double FASTER = 1.4;

    private static final String[] WORDS = ("sea wind stone light river bird glass house tree road night song fire cloud"
                    + " garden window winter summer letter market ship island bridge tower clock mirror")
            .split(" ");

    private final String name;
    private final StreamClient client;
    private final int seconds;
    private final Random random = new Random(1);

    ServingBenchmark(String name, StreamClient client, int seconds) {
        this.name = name;
        this.client = client;
        this.seconds = seconds;
    }

    /**
     * Streams that ran at once.
     *
     * @param tokensPerSecond of all together, while all of them ran
     */
    record Together(
            int streams,
            int ranAtOnce,
            double tokensPerSecond,
            double firstMillisP50,
            double firstMillisP99,
            double gapMillisP50,
            double gapMillisP99) {}

    /**
     * A rate of arrivals.
     *
     * @param good how many a second had their first token and every further one in time
     */
    record Arrivals(
            double perSecond,
            double good,
            int refused,
            double firstMillisP50,
            double firstMillisP99,
            double gapMillisP99) {}

    /** @param goodput the most good answers a second, at whatever rate of arrivals */
    record Figures(Map<String, Together> together, double goodput, List<Arrivals> arrivals) {}

    /** @param warmUps how many times to warm up: Java compiles what runs often, and that takes a while */
    Figures run(List<Integer> streams, int warmUps) throws InterruptedException {
        for (int i = 0; i < warmUps; i++) {
            together(WARM_UP_STREAMS);
        }
        Map<String, Together> together = new LinkedHashMap<>();
        for (int count : streams) {
            Together figures = together(count);
            System.err.printf(
                    Locale.ROOT,
                    "%s: %d streams: %.0f tokens/s, gap p99 %.0f ms%n",
                    name,
                    count,
                    figures.tokensPerSecond(),
                    figures.gapMillisP99());
            together.put(Integer.toString(count), figures);
        }
        List<Arrivals> arrivals = new ArrayList<>();
        double goodput = 0;
        for (double rate = FIRST_RATE; ; rate *= FASTER) {
            Arrivals figures = arrivals(rate);
            System.err.printf(
                    Locale.ROOT, "%s: %.1f arrivals/s: %.1f good%n", name, figures.perSecond(), figures.good());
            arrivals.add(figures);
            goodput = Math.max(goodput, figures.good());
            if (figures.good() < rate / 2) {
                return new Figures(together, goodput, arrivals);
            }
        }
    }

    /**
     * Eight streams while a prompt of about 8,000 tokens comes in.
     *
     * @param promptMillis until that prompt's own first token
     */
    record LongPrompt(double gapMillisP99Alone, double gapMillisP99, double ratio, double promptMillis) {}

    LongPrompt longPrompt() throws InterruptedException {
        double alone = percentile(gaps(streams(LISTENERS, PROMPT_WORDS, LISTENED_TOKENS, () -> {})), 99);
        List<Answer> prompts = new ArrayList<>();
        List<Answer> beside = streams(LISTENERS, PROMPT_WORDS, LISTENED_TOKENS, () -> {
            TimeUnit.SECONDS.sleep(1); // all have begun by then
            prompts.add(client.ask(prompt(VERY_LONG_PROMPT_WORDS), 1));
        });
        Answer prompt = prompts.getFirst();
        List<Double> meanwhile = beside.stream()
                .flatMap(answer -> answer.during(prompt).gapsMillis().stream())
                .toList();
        double p99 = percentile(meanwhile, 99);
        return new LongPrompt(alone, p99, rounded(p99 / alone), rounded(prompt.firstMillis()));
    }

    /**
     * The first tokens of two turns of one conversation, whose first turn has about 2,000 tokens; medians of five
     * conversations.
     */
    record SecondTurn(double firstTurnMillis, double secondTurnMillis, double ratio) {}

    SecondTurn secondTurn() throws IOException {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int i = 0; i < CONVERSATIONS; i++) {
            List<Map<String, String>> turns = new ArrayList<>(List.of(StreamClient.said("user", prompt(TURN_WORDS))));
            first.add(client.ask(turns, 1).firstMillis());
            turns.add(StreamClient.said("assistant", "Once upon a time."));
            turns.add(StreamClient.said("user", "And then?"));
            second.add(client.ask(turns, 1).firstMillis());
        }
        double before = percentile(first, 50);
        double after = percentile(second, 50);
        return new SecondTurn(before, after, rounded(after / before));
    }

    private Together together(int streams) throws InterruptedException {
        List<Answer> answers = streams(streams, PROMPT_WORDS, LONG_ANSWER_TOKENS, () -> {});
        long begin = answers.stream()
                .mapToLong(answer -> answer.pieceNanos().getFirst())
                .max()
                .orElseThrow();
        long end = answers.stream()
                .mapToLong(answer -> answer.pieceNanos().getLast())
                .min()
                .orElseThrow();
        long pieces = answers.stream()
                .flatMap(answer -> answer.pieceNanos().stream())
                .filter(piece -> piece > begin && piece <= end)
                .count();
        return new Together(
                streams,
                mostAtOnce(answers),
                end > begin ? rounded(pieces * 1e9 / (end - begin)) : 0,
                percentile(firsts(answers), 50),
                percentile(firsts(answers), 99),
                percentile(gaps(answers), 50),
                percentile(gaps(answers), 99));
    }

    /** What is done while streams run. */
    private interface Meanwhile {

        void run() throws IOException, InterruptedException;
    }

    private List<Answer> streams(int count, int promptWords, int tokens, Meanwhile meanwhile)
            throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = IntStream.range(0, count)
                    .mapToObj(_ -> prompt(promptWords))
                    .map(prompt -> clients.submit(() -> client.ask(prompt, tokens)))
                    .toList();
            meanwhile.run();
            for (Future<Answer> answer : asked) {
                answers.add(whole(answer));
            }
        } catch (IOException gone) {
            throw new LauncherException("The server does not answer: " + gone);
        }
        return answers;
    }

    private static Answer whole(Future<Answer> answer) throws InterruptedException {
        try {
            Answer whole = answer.get();
            if (!whole.isWhole()) {
                throw new LauncherException("The server answered " + whole.status() + " and streamed nothing.");
            }
            return whole;
        } catch (ExecutionException failed) {
            throw new LauncherException("The server does not answer: " + failed.getCause());
        }
    }

    private static int mostAtOnce(List<Answer> answers) {
        return answers.stream()
                .mapToInt(one -> (int) answers.stream()
                        .filter(other -> other.pieceNanos().getFirst()
                                        <= one.pieceNanos().getFirst()
                                && other.pieceNanos().getLast()
                                        >= one.pieceNanos().getFirst())
                        .count())
                .max()
                .orElse(0);
    }

    /** Whoever arrives does not wait for those before him, however slow they are. */
    private Arrivals arrivals(double perSecond) throws InterruptedException {
        List<Future<Answer>> answers = new ArrayList<>();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long next = System.nanoTime();
                next < end;
                next += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond)) {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            String prompt = prompt(PROMPT_WORDS);
            answers.add(clients.submit(() -> client.ask(prompt, ANSWER_TOKENS)));
        }
        clients.shutdown();
        if (!clients.awaitTermination(5, TimeUnit.SECONDS)) {
            clients.shutdownNow(); // too late to be good
            clients.awaitTermination(5, TimeUnit.SECONDS);
        }
        List<Answer> whole = new ArrayList<>();
        int refused = 0;
        for (Future<Answer> answer : answers) {
            try {
                if (answer.isDone() && answer.get().isWhole()) {
                    whole.add(answer.get());
                } else {
                    refused++;
                }
            } catch (ExecutionException broken) {
                refused++;
            }
        }
        long good = whole.stream().filter(ServingBenchmark::isGood).count();
        return new Arrivals(
                rounded(perSecond),
                rounded((double) good / seconds),
                refused,
                percentile(firsts(whole), 50),
                percentile(firsts(whole), 99),
                percentile(gaps(whole), 99));
    }

    private static boolean isGood(Answer answer) {
        return answer.firstMillis() <= FIRST_MILLIS
                && answer.gapsMillis().stream().allMatch(gap -> gap <= GAP_MILLIS);
    }

    private String prompt(int words) {
        StringBuilder prompt = new StringBuilder("Tell me a long story with these words:");
        for (int i = 0; i < words; i++) {
            prompt.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return prompt.append('.').toString();
    }

    private static List<Double> firsts(List<Answer> answers) {
        return answers.stream().map(Answer::firstMillis).toList();
    }

    private static List<Double> gaps(List<Answer> answers) {
        return answers.stream().flatMap(answer -> answer.gapsMillis().stream()).toList();
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : rounded(sorted.get((sorted.size() - 1) * percent / 100));
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
