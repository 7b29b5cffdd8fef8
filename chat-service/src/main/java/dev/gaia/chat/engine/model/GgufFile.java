package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_METADATA;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A GGUF file, mapped into memory: its metadata and where its tensors lie. Everything was checked when it was opened, so
 * that reading a tensor cannot leave the file.
 */
public final class GgufFile extends ModelFile {

    private final Arena arena;
    private final Map<String, Object> metadata;
    private final Map<String, TensorInfo> tensors;

    private GgufFile(Arena arena, GgufReader reader) {
        this.arena = arena;
        this.metadata = reader.metadata();
        this.tensors = reader.tensors();
    }

    /**
     * Maps and checks the file.
     *
     * @throws ModelFileException when the file is not sound
     * @throws IOException when it cannot be read at all
     */
    @SuppressWarnings("MustBeClosedChecker") // the file that is returned owns it
    public static GgufFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(arena, new GgufReader(bytes));
        } catch (IOException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    /** A file that is in memory already, checked in the same way. */
    @SuppressWarnings("MustBeClosedChecker") // the file that is returned owns it
    public static GgufFile of(byte[] file) {
        return new GgufFile(Arena.ofConfined(), new GgufReader(MemorySegment.ofArray(file)));
    }

    public String string(String key) {
        return find(key, String.class).orElseThrow(() -> missing(key));
    }

    public Optional<String> findString(String key) {
        return find(key, String.class);
    }

    public Optional<Boolean> findBoolean(String key) {
        return find(key, Boolean.class);
    }

    public Optional<Number> findNumber(String key) {
        return find(key, Number.class);
    }

    public List<String> strings(String key) {
        List<?> values = find(key, List.class).orElseThrow(() -> missing(key));
        return values.stream()
                .map(value -> {
                    if (value instanceof String text) {
                        return text;
                    }
                    throw new ModelFileException(BAD_METADATA, key + " is not a list of strings");
                })
                .toList();
    }

    public List<Integer> integers(String key) {
        return numbers(key).map(Number::intValue).toList();
    }

    public List<Float> floats(String key) {
        return numbers(key).map(Number::floatValue).toList();
    }

    private Stream<Number> numbers(String key) {
        List<?> values = find(key, List.class).orElseThrow(() -> missing(key));
        return values.stream().map(value -> {
            if (value instanceof Number number) {
                return number;
            }
            throw new ModelFileException(BAD_METADATA, key + " is not a list of numbers");
        });
    }

    @Override
    LlamaConfig config() {
        return GgufDimensions.read(this);
    }

    @Override
    Optional<TensorInfo> findTensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    Set<String> tensorNames() {
        return tensors.keySet();
    }

    @Override
    boolean turnsNeighbours() {
        return LlamaConfig.family(string("general.architecture")).has(Family.Trait.NEIGHBOURS_TURN_IN_GGUF);
    }

    private <T> Optional<T> find(String key, Class<T> type) {
        Object value = metadata.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new ModelFileException(BAD_METADATA, key + " has the wrong type of value");
        }
        return Optional.of(type.cast(value));
    }

    private static ModelFileException missing(String key) {
        return new ModelFileException(BAD_METADATA, "The file does not say " + key);
    }

    @Override
    public void close() {
        arena.close();
    }
}
