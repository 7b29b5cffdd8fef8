package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.ABSURD_LENGTH;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_HEADER;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.DUPLICATE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.MISSING_FILE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.MISSING_TENSOR;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.UNSAFE_FORMAT;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.UNSAFE_PATH;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A folder as Hugging Face's transformers writes it: {@code config.json} and weights in one or more safetensors files. */
public final class ModelFolder extends ModelFile {

    private static final long MAX_TEXT = 1L << 20;
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors");

    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,4})\\.(.+)\\.(weight|bias)");
    private static final Map<String, String> LAYER_PARTS = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"));
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", "output.weight");

    private final Path folder;
    private final Arena arena;
    private final LlamaConfig config;
    private final Map<String, TensorInfo> tensors;

    private ModelFolder(Path folder, Arena arena) throws IOException {
        this.folder = folder;
        this.arena = arena;
        JsonNode stated = JsonFile.read(folder.resolve("config.json"));
        this.config = FolderDimensions.read(stated);
        this.tensors = inGgufNames(readTensors());
        if (stated.path("tie_word_embeddings").asBoolean(false)) {
            tensors.remove("output.weight");
        } else if (!tensors.containsKey("output.weight")) {
            throw new ModelFileException(MISSING_TENSOR, "The model has no tensor lm_head.weight");
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the folder that is returned owns it
    static ModelFolder read(Path folder) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new ModelFolder(folder, arena);
        } catch (IOException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    /**
     * Reads the tensors of a safetensors file that is in memory already.
     *
     * @throws ModelFileException when it is not sound
     */
    public static void readWeights(byte[] file) {
        SafetensorsReader.read(MemorySegment.ofArray(file)).values().forEach(Dequantizer::floats);
    }

    /**
     * Reads a {@code config.json}.
     *
     * @throws ModelFileException when it describes no model that can be served
     */
    public static void readConfiguration(JsonNode stated) {
        FolderDimensions.read(stated);
    }

    /** A JSON file beside the weights. */
    public Optional<JsonNode> json(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(JsonFile.read(file)) : Optional.empty();
    }

    /** A text file beside the weights. */
    public Optional<String> text(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_TEXT) {
            throw new ModelFileException(ABSURD_LENGTH, name + " is longer than any real one");
        }
        return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    @Override
    LlamaConfig config() {
        return config;
    }

    @Override
    Optional<TensorInfo> findTensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    Set<String> tensorNames() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    boolean turnsNeighbours() {
        return false;
    }

    private Map<String, TensorInfo> readTensors() throws IOException {
        return readTensors(folder, arena);
    }

    /** The tensors of all shards under their own names. */
    static Map<String, TensorInfo> readTensors(Path folder, Arena arena) throws IOException {
        if (!Files.exists(folder.resolve(INDEX))) {
            refusePickles(folder);
            return readShard(folder, SINGLE, arena);
        }
        Map<String, String> shardOf = readIndex(folder);
        Map<String, TensorInfo> all = new LinkedHashMap<>();
        for (String shard : new TreeSet<>(shardOf.values())) {
            for (TensorInfo tensor : readShard(folder, shard, arena).values()) {
                if (all.put(tensor.name(), tensor) != null) {
                    throw new ModelFileException(DUPLICATE, "Two shards have " + tensor.name());
                }
            }
        }
        for (String name : shardOf.keySet()) {
            if (!all.containsKey(name)) {
                throw new ModelFileException(MISSING_TENSOR, "The shard of " + name + " does not hold it");
            }
        }
        return all;
    }

    private static Map<String, String> readIndex(Path folder) throws IOException {
        JsonNode weights = JsonFile.read(folder.resolve(INDEX)).path("weight_map");
        if (!weights.isObject() || weights.isEmpty()) {
            throw new ModelFileException(BAD_HEADER, INDEX + " has no weight_map");
        }
        Map<String, String> shardOf = new LinkedHashMap<>();
        weights.properties().forEach(entry -> {
            String shard = entry.getValue().asString("");
            if (!SHARD_NAME.matcher(shard).matches()) {
                throw new ModelFileException(
                        UNSAFE_PATH, INDEX + " names a file that is no safetensors file beside it");
            }
            shardOf.put(entry.getKey(), shard);
        });
        return shardOf;
    }

    private static Map<String, TensorInfo> readShard(Path folder, String name, Arena arena) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(MISSING_FILE, "There is no " + name + " in the folder");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            return SafetensorsReader.read(bytes);
        }
    }

    private static void refusePickles(Path folder) throws IOException {
        if (Files.exists(folder.resolve(SINGLE))) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> pickles = files.filter(ModelFile::isPickle)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
            if (!pickles.isEmpty()) {
                throw new ModelFileException(
                        UNSAFE_FORMAT,
                        "The folder has its weights only as pickles (" + pickles.getFirst()
                                + "), which run code of their maker's choice when they are read."
                                + " Take the model as safetensors or GGUF.");
            }
        }
    }

    /** What has no such name keeps its own, and is refused later as something that the model cannot use. */
    private static Map<String, TensorInfo> inGgufNames(Map<String, TensorInfo> tensors) {
        Map<String, TensorInfo> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!name.endsWith(".rotary_emb.inv_freq")) {
                renamed.put(ggufName(name), tensor);
            }
        });
        return renamed;
    }

    private static String ggufName(String name) {
        Matcher layer = LAYER.matcher(name);
        if (layer.matches() && LAYER_PARTS.containsKey(layer.group(2))) {
            return "blk." + layer.group(1) + "." + LAYER_PARTS.get(layer.group(2)) + "." + layer.group(3);
        }
        return OTHER_NAMES.getOrDefault(name, name);
    }

    @Override
    public void close() {
        arena.close();
    }
}
