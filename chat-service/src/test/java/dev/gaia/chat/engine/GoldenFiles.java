package dev.gaia.chat.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reference data made by other implementations; see {@code src/test/resources/golden/README.md}. */
public final class GoldenFiles {

    private static final JsonMapper JSON = new JsonMapper();

    private GoldenFiles() {}

    public static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenFiles.class.getResource("/golden/" + name), name)
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static JsonNode json(String name) {
        return JSON.readTree(path(name).toFile());
    }

    /** Puts one of the tiny models into a folder, with the tokenizer that all of them share. */
    public static void copyTinyModel(String name, Path folder) throws IOException {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(path("tiny/" + name + "/" + file), folder.resolve(file));
        }
        Files.copy(path("tiny/tokenizer.json"), folder.resolve("tokenizer.json"));
    }

    /** The default model, which {@code ./gaia test} fetches before it runs the tests. */
    public static Path defaultModel() {
        String configured = System.getenv("GAIA_MODEL");
        String cache = Objects.requireNonNullElse(
                System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
        Path model = configured == null
                ? Path.of(cache, "gaia", "models", "SmolLM2-135M-Instruct.Q4_1.gguf")
                : Path.of(configured);
        if (!Files.exists(model)) {
            throw new IllegalStateException("The default model is not at " + model
                    + ". Run ./gaia model, which fetches it, or set GAIA_MODEL.");
        }
        return model;
    }

    /** The raw bytes of one tensor of a safetensors file, little-endian. */
    public static ByteBuffer tensor(String file, String name) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path(file))).order(ByteOrder.LITTLE_ENDIAN);
            int header = Math.toIntExact(bytes.getLong(0));
            JsonNode offsets = JSON.readTree(new String(bytes.array(), 8, header, StandardCharsets.UTF_8))
                    .get(name)
                    .get("data_offsets");
            int start = offsets.get(0).asInt();
            return bytes.slice(8 + header + start, offsets.get(1).asInt() - start)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static float[] floats(String file, String name) {
        ByteBuffer data = tensor(file, name);
        float[] values = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(values);
        return values;
    }

    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
