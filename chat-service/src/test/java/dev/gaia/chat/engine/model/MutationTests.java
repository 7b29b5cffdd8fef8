package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.tokenizer.ChatTemplate;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** 20,000 broken files: each is read or refused, within a second, with little memory. */
class MutationTests {

    private static final long ONE_SECOND = 1_000_000_000;
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[][] DANGEROUS = {
        {0},
        {-1},
        {-128},
        {127},
        {-1, -1, -1, -1},
        {0, 0, 0, -128},
        {-1, -1, -1, -1, -1, -1, -1, 127},
        {0, 0, 0, 0, 1},
        "[[[[[[".getBytes(StandardCharsets.UTF_8),
        "{{{{".getBytes(StandardCharsets.UTF_8),
        "-9".getBytes(StandardCharsets.UTF_8),
        "99999999999".getBytes(StandardCharsets.UTF_8),
        "{% for a in range(1000) %}".getBytes(StandardCharsets.UTF_8),
        "((((((".getBytes(StandardCharsets.UTF_8)
    };

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void ggufFiles() throws IOException {
        byte[] sound = read("malformed/sound.gguf");
        mutate(sound, 8_000, 2_200, file -> {
            GgufReader reader = new GgufReader(MemorySegment.ofArray(file));
            assertThat(reader.tensors()).isNotNull();
        });
    }

    @Test
    void safetensorsFiles() throws IOException {
        byte[] sound = read("malformed/sound.safetensors");
        mutate(
                sound,
                5_000,
                sound.length,
                file -> SafetensorsReader.read(MemorySegment.ofArray(file))
                        .values()
                        .forEach(tensor -> Dequantizer.floats(tensor)));
    }

    @Test
    void configurations() throws IOException {
        byte[] sound = read("tiny/llama-rope-llama3/config.json");
        mutate(sound, 3_000, sound.length, file -> FolderDimensions.read(JSON.readTree(file)));
    }

    @Test
    void tokenizers() throws IOException {
        byte[] sound = read("tiny/tokenizer.json");
        mutate(sound, 2_500, sound.length, file -> Vocabulary.of(JSON.readTree(file)));
    }

    @Test
    void templates() {
        byte[] sound = GoldenFiles.json("tokenizer/chat_template.json")
                .get("template")
                .asString()
                .getBytes(StandardCharsets.UTF_8);
        List<ChatMessage> messages = List.of(new ChatMessage(ChatMessage.Role.USER, "hi"));
        mutate(sound, 1_500, sound.length, file -> {
            String text = new ChatTemplate(new String(file, StandardCharsets.UTF_8), Map.of()).render(messages);
            assertThat(text.length()).isLessThan(5 << 20);
        });
    }

    private void mutate(byte[] sound, int times, int header, Consumer<byte[]> reader) {
        Random random = new Random(42);
        reader.accept(sound.clone());
        long usual = allocated(() -> reader.accept(sound.clone()));
        for (int round = 0; round < times; round++) {
            byte[] file = mutated(sound, header, random);
            long start = System.nanoTime();
            long bytes = allocated(() -> readOrRefuse(reader, file));
            assertThat(System.nanoTime() - start).as("round %d", round).isLessThan(ONE_SECOND);
            assertThat(bytes).as("round %d", round).isLessThan(2 * usual + 2L * file.length + (8 << 20));
        }
    }

    private long allocated(Runnable action) {
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void readOrRefuse(Consumer<byte[]> reader, byte[] file) {
        try {
            reader.accept(file);
        } catch (ModelFileException | IllegalArgumentException | JacksonException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static byte[] mutated(byte[] sound, int header, Random random) {
        byte[] file = sound.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            int at = random.nextInt(Math.min(header, file.length));
            switch (random.nextInt(5)) {
                case 0 -> file[at] = (byte) random.nextInt(256);
                case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> {
                    byte[] bytes = DANGEROUS[random.nextInt(DANGEROUS.length)];
                    System.arraycopy(bytes, 0, file, at, Math.min(bytes.length, file.length - at));
                }
                case 3 -> {
                    int from = random.nextInt(file.length);
                    int length = Math.min(random.nextInt(40), file.length - Math.max(at, from));
                    System.arraycopy(sound, Math.min(from, sound.length - length), file, at, length);
                }
                default -> file = random.nextInt(8) == 0 ? Arrays.copyOf(file, at + 1) : file;
            }
        }
        return file;
    }

    private static byte[] read(String name) throws IOException {
        return Files.readAllBytes(GoldenFiles.path(name));
    }
}
