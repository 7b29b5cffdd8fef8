package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.ABSURD_LENGTH;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_MAGIC;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_SHAPE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.DUPLICATE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.MISALIGNED;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.NESTING;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.OUT_OF_RANGE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.TRUNCATED;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.UNKNOWN_TYPE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.UNSUPPORTED_VERSION;

import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a GGUF header, versions 2 and 3, little-endian, as ggml's {@code docs/gguf.md} defines it. Files come from
 * strangers: no count is trusted before it is known to fit into the file.
 */
final class GgufReader {

    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_NESTING = 4;
    private static final int DEFAULT_ALIGNMENT = 32;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A tensor as the header declares it; {@code offset} counts from the start of the data section. */
    private record Declaration(String name, GgmlType type, List<Long> shape, long bytes, long offset) {}

    private final MemorySegment file;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private long position;

    GgufReader(MemorySegment file) {
        this.file = file;
        if (readInt() != MAGIC) {
            throw flaw(BAD_MAGIC, "This is not a GGUF file");
        }
        int version = readInt();
        if (version != 2 && version != 3) {
            throw flaw(UNSUPPORTED_VERSION, "GGUF version " + version + " is not known; 2 and 3 are");
        }
        long tensorCount = readCount("tensors", 24);
        long entryCount = readCount("metadata entries", 13);
        readMetadata(entryCount);
        locate(readDeclarations(tensorCount));
    }

    Map<String, Object> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    private void readMetadata(long count) {
        for (long i = 0; i < count; i++) {
            String key = readString();
            if (metadata.put(key, readValue(readInt(), 0)) != null) {
                throw flaw(DUPLICATE, "The metadata says " + key + " twice");
            }
        }
    }

    private Object readValue(int type, int depth) {
        return switch (type) {
            case 0, 1, 7 -> readByteValue(type);
            case 2 -> Short.toUnsignedInt(file.get(SHORT, advance(2)));
            case 3 -> (int) file.get(SHORT, advance(2));
            case 4 -> Integer.toUnsignedLong(readInt());
            case 5 -> readInt();
            case 6 -> file.get(FLOAT, advance(4));
            case 8 -> readString();
            case 9 -> readArray(depth + 1);
            case 10, 11 -> readLong();
            case 12 -> file.get(DOUBLE, advance(8));
            default -> throw flaw(UNKNOWN_TYPE, "Metadata of type " + type + " is not known");
        };
    }

    private Object readByteValue(int type) {
        byte value = file.get(ValueLayout.JAVA_BYTE, advance(1));
        return switch (type) {
            case 0 -> Byte.toUnsignedInt(value);
            case 1 -> (int) value;
            default -> value != 0;
        };
    }

    private List<Object> readArray(int depth) {
        if (depth > MAX_NESTING) {
            throw flaw(NESTING, "Metadata arrays lie more than " + MAX_NESTING + " deep inside each other");
        }
        int type = readInt();
        long count = readCount("array elements", 1);
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(readValue(type, depth));
        }
        return Collections.unmodifiableList(values);
    }

    private List<Declaration> readDeclarations(long count) {
        List<Declaration> declarations = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            declarations.add(readDeclaration());
        }
        return declarations;
    }

    private Declaration readDeclaration() {
        String name = readString();
        long dimensions = Integer.toUnsignedLong(readInt());
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw flaw(BAD_SHAPE, name + " has " + dimensions + " dimensions");
        }
        List<Long> columnsFirst = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            columnsFirst.add(readLong());
        }
        long code = Integer.toUnsignedLong(readInt());
        GgmlType type = GgmlType.of(code)
                .orElseThrow(
                        () -> flaw(UNKNOWN_TYPE, name + " is stored as type " + code + ", which is not supported"));
        long bytes = bytes(name, type, columnsFirst);
        return new Declaration(name, type, columnsFirst.reversed(), bytes, readLong());
    }

    private long bytes(String name, GgmlType type, List<Long> columnsFirst) {
        long values = 1;
        for (long dimension : columnsFirst) {
            if (dimension <= 0 || dimension > Long.MAX_VALUE / type.blockBytes() / values) {
                throw flaw(BAD_SHAPE, name + " has the impossible shape " + columnsFirst);
            }
            values *= dimension;
        }
        if (columnsFirst.getFirst() % type.blockValues() != 0) {
            throw flaw(BAD_SHAPE, name + " has rows that are not whole blocks of " + type);
        }
        return values / type.blockValues() * type.blockBytes();
    }

    private void locate(List<Declaration> declarations) {
        long alignment = alignment();
        long dataStart = (position + alignment - 1) / alignment * alignment;
        for (Declaration tensor : declarations) {
            if (tensor.offset() % alignment != 0) {
                throw flaw(MISALIGNED, tensor.name() + " does not start at a multiple of " + alignment);
            }
            if (tensor.offset() < 0 || tensor.offset() > file.byteSize() - dataStart) {
                throw flaw(OUT_OF_RANGE, tensor.name() + " lies outside the file");
            }
            if (tensor.bytes() > file.byteSize() - dataStart - tensor.offset()) {
                throw flaw(TRUNCATED, "The file ends inside " + tensor.name() + "; was it fetched whole?");
            }
            MemorySegment data = file.asSlice(dataStart + tensor.offset(), tensor.bytes());
            TensorInfo info = new TensorInfo(tensor.name(), tensor.type(), tensor.shape(), data);
            if (tensors.put(tensor.name(), info) != null) {
                throw flaw(DUPLICATE, "The file has " + tensor.name() + " twice");
            }
        }
        TensorInfo.refuseOverlap(tensors.values());
    }

    private long alignment() {
        Object declared = metadata.get("general.alignment");
        long alignment = declared instanceof Number number ? number.longValue() : DEFAULT_ALIGNMENT;
        if (alignment < 1 || Long.bitCount(alignment) != 1 || alignment > 1 << 20) {
            throw flaw(MISALIGNED, "The alignment " + alignment + " is not a power of two that makes sense");
        }
        return alignment;
    }

    private long readCount(String what, long smallest) {
        long count = readLong();
        if (count < 0 || count > file.byteSize() / smallest) {
            throw flaw(ABSURD_LENGTH, "The file cannot hold " + Long.toUnsignedString(count) + " " + what);
        }
        return count;
    }

    private String readString() {
        long length = readLong();
        if (length < 0 || length > file.byteSize()) {
            throw flaw(ABSURD_LENGTH, "The file cannot hold a text of " + Long.toUnsignedString(length) + " bytes");
        }
        long start = advance(length);
        return new String(file.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private int readInt() {
        return file.get(INT, advance(4));
    }

    private long readLong() {
        return file.get(LONG, advance(8));
    }

    /** Steps over {@code bytes} bytes and says where they start. */
    private long advance(long bytes) {
        if (bytes > file.byteSize() - position) {
            throw flaw(TRUNCATED, "The file ends inside its header; was it fetched whole?");
        }
        long start = position;
        position += bytes;
        return start;
    }

    private static ModelFileException flaw(Flaw flaw, String message) {
        return new ModelFileException(flaw, message);
    }
}
