package dev.gaia.chat.engine.runtime;

import com.sun.management.ThreadMXBean;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.model.GgufFile;
import dev.gaia.chat.engine.model.ModelFileException;
import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import dev.gaia.chat.engine.model.ModelFolder;
import dev.gaia.chat.engine.tokenizer.ChatTemplate;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads broken model files, as strangers may bring them: each must be read or refused, within a second of processor time, and
 * with no more than twice the memory that the sound file takes. A round depends on nothing but its number, so that a
 * finding can be had again.
 */
final class ModelFuzzer {

    private static final double LONGEST_MILLIS = 1_000;
    private static final double LARGEST_RATIO = 2;

    /** What reading may allocate whatever the file's size: a parser's tables, a library's buffers. */
    private static final long SMALL = 4L << 20;

    /**
     * A template is a program: what it holds at once is bounded, but what it drops in the half second that it may run is counted
     * here too.
     */
    private static final long OF_A_PROGRAM = 64L << 20;

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<ChatMessage> MESSAGES = List.of(
            new ChatMessage(ChatMessage.Role.USER, "hi"),
            new ChatMessage(ChatMessage.Role.ASSISTANT, "there"),
            new ChatMessage(ChatMessage.Role.USER, "again"));

    /** Reads a file wholly, or throws what loading a model turns into a refusal. */
    private interface Reader {

        void read(byte[] file) throws IOException;
    }

    private record Kind(String name, Mutation mutation, Reader reader, long usualBytes) {}

    /** What became of some rounds. */
    static final class Findings {

        private final Map<Flaw, Long> refused = new EnumMap<>(Flaw.class);
        private final List<String> failures = new ArrayList<>();
        private long accepted;
        private double slowestMillis;
        private double largestRatio;

        Map<Flaw, Long> refused() {
            return refused;
        }

        /** Crashes, and rounds that took too long or too much. */
        List<String> failures() {
            return failures;
        }

        long accepted() {
            return accepted;
        }

        double slowestMillis() {
            return slowestMillis;
        }

        /** Of what reading a broken file allocated to what its sound one does, at least four megabytes, 64 for a template. */
        double largestRatio() {
            return largestRatio;
        }

        void add(Findings other) {
            other.refused.forEach((flaw, count) -> refused.merge(flaw, count, Long::sum));
            failures.addAll(other.failures);
            accepted += other.accepted;
            slowestMillis = Math.max(slowestMillis, other.slowestMillis);
            largestRatio = Math.max(largestRatio, other.largestRatio);
        }
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Kind> kinds = new ArrayList<>();

    /** In the order of their turns; files of one kind come more often than those of another. */
    private final int[] turns;

    /** @param golden the folder of sound files: {@code src/test/resources/golden} */
    ModelFuzzer(Path golden) throws IOException {
        add("gguf", golden.resolve("malformed/sound.gguf"), 2_200, ModelFuzzer::readGguf);
        add("gguf of SentencePiece", golden.resolve("tokenizer/spm.gguf"), 15_000, ModelFuzzer::readLanguage);
        add("safetensors", golden.resolve("malformed/sound.safetensors"), 168, ModelFolder::readWeights);
        add(
                "config.json",
                golden.resolve("tiny/llama-rope-llama3/config.json"),
                Integer.MAX_VALUE,
                file -> ModelFolder.readConfiguration(JSON.readTree(file)));
        add("tokenizer.json", golden.resolve("tiny/tokenizer.json"), Integer.MAX_VALUE, ModelFuzzer::readTokenizer);
        add(
                "tokenizer.json of SentencePiece",
                golden.resolve("tokenizer/spm-tokenizer.json"),
                Integer.MAX_VALUE,
                ModelFuzzer::readTokenizer);
        String template = JSON.readTree(
                        golden.resolve("tokenizer/chat_template.json").toFile())
                .get("template")
                .asString();
        add(
                "chat template",
                template.getBytes(StandardCharsets.UTF_8),
                Integer.MAX_VALUE,
                ModelFuzzer::readTemplate,
                OF_A_PROGRAM);
        int[] shares = {8, 1, 5, 2, 1, 1, 2};
        turns = IntStream.range(0, kinds.size())
                .flatMap(kind -> IntStream.generate(() -> kind).limit(shares[kind]))
                .toArray();
    }

    private void add(String name, Path sound, int header, Reader reader) throws IOException {
        add(name, Files.readAllBytes(sound), header, reader, SMALL);
    }

    private void add(String name, byte[] sound, int header, Reader reader, long least) throws IOException {
        reader.read(sound.clone()); // loads classes
        long before = threads.getCurrentThreadAllocatedBytes();
        reader.read(sound.clone());
        long usual = threads.getCurrentThreadAllocatedBytes() - before;
        kinds.add(new Kind(name, new Mutation(sound, header), reader, Math.max(usual, least)));
    }

    /** One broken file. */
    void run(long round, Findings findings) {
        Kind kind = kinds.get(turns[(int) (round % turns.length)]);
        byte[] file = kind.mutation().of(new Random(round));
        long startNanos = threads.getCurrentThreadCpuTime();
        long startBytes = threads.getCurrentThreadAllocatedBytes();
        try {
            kind.reader().read(file);
            findings.accepted++;
        } catch (ModelFileException refusal) {
            findings.refused.merge(refusal.flaw(), 1L, Long::sum);
        } catch (IllegalArgumentException unsupported) {
            findings.refused.merge(Flaw.BAD_METADATA, 1L, Long::sum);
        } catch (JacksonException malformed) {
            findings.refused.merge(Flaw.BAD_HEADER, 1L, Long::sum);
        } catch (IOException | RuntimeException | Error crash) {
            findings.failures.add(
                    "round %d, %s: %s %s".formatted(round, kind.name(), crash, Arrays.toString(crash.getStackTrace())));
        }
        double ratio =
                (double) (threads.getCurrentThreadAllocatedBytes() - startBytes) / (kind.usualBytes() + file.length);
        double millis = (threads.getCurrentThreadCpuTime() - startNanos) / 1e6;
        findings.largestRatio = Math.max(findings.largestRatio, ratio);
        findings.slowestMillis = Math.max(findings.slowestMillis, millis);
        if (millis > LONGEST_MILLIS) {
            findings.failures.add("round %d, %s: took %.0f ms".formatted(round, kind.name(), millis));
        }
        if (ratio > LARGEST_RATIO) {
            findings.failures.add(
                    "round %d, %s: took %.1f times the memory of a sound one".formatted(round, kind.name(), ratio));
        }
    }

    private static void readGguf(byte[] bytes) {
        try (GgufFile file = GgufFile.of(bytes)) {
            file.readAll();
        }
    }

    private static void readLanguage(byte[] bytes) throws IOException {
        try (GgufFile file = GgufFile.of(bytes)) {
            Language language = Language.of(file);
            use(language.vocabulary());
            language.template().render(MESSAGES);
        }
    }

    private static void readTokenizer(byte[] bytes) throws IOException {
        use(Vocabulary.of(JSON.readTree(bytes)));
    }

    private static void use(Vocabulary vocabulary) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.of(vocabulary)) {
            int[] ids = tokenizer.encode("Hello  w\u00f6rld 12 \uD83D\uDE42\n<|im_end|>");
            tokenizer.decode(IntStream.of(ids).boxed().toList());
        }
    }

    private static void readTemplate(byte[] bytes) {
        new ChatTemplate(new String(bytes, StandardCharsets.UTF_8), Map.of("bos_token", "<s>")).render(MESSAGES);
    }
}
