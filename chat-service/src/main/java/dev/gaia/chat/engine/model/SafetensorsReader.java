package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.ABSURD_LENGTH;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_HEADER;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_SHAPE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.DUPLICATE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.OUT_OF_RANGE;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.SIZE_MISMATCH;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.TRUNCATED;
import static dev.gaia.chat.engine.model.ModelFileException.Flaw.UNKNOWN_TYPE;

import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Reads a safetensors file: the length of a JSON header, the header, the tensors' bytes. */
final class SafetensorsReader {

    private static final JsonMapper JSON = new JsonMapper();
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The format's own limit. */
    private static final int MAX_HEADER = 100_000_000;

    private static final int MAX_DIMENSIONS = 8;

    private final MemorySegment data;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private SafetensorsReader(MemorySegment data) {
        this.data = data;
    }

    static Map<String, TensorInfo> read(MemorySegment file) {
        if (file.byteSize() < Long.BYTES) {
            throw flaw(TRUNCATED, "The file ends inside the length of its header; was it fetched whole?");
        }
        long length = file.get(LONG, 0);
        if (length < 0 || length > file.byteSize() - Long.BYTES || length > MAX_HEADER) {
            throw flaw(ABSURD_LENGTH, "The file cannot hold a header of " + Long.toUnsignedString(length) + " bytes");
        }
        byte[] header = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        SafetensorsReader reader = new SafetensorsReader(file.asSlice(Long.BYTES + length));
        try (JsonParser json = JSON.createParser(header)) {
            reader.readHeader(json);
        } catch (JacksonException malformed) {
            throw flaw(BAD_HEADER, "The header is no sound JSON: " + malformed.getOriginalMessage());
        }
        TensorInfo.refuseOverlap(reader.tensors.values());
        return reader.tensors;
    }

    private void readHeader(JsonParser json) {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            expect(json.nextToken(), JsonToken.START_OBJECT);
            if (name.equals("__metadata__")) {
                json.skipChildren();
            } else if (tensors.put(name, readTensor(name, json)) != null) {
                throw flaw(DUPLICATE, "The file has " + name + " twice");
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (json.nextToken() != null) {
            throw flaw(BAD_HEADER, "Something follows the header's JSON");
        }
    }

    private TensorInfo readTensor(String name, JsonParser json) {
        @Nullable String type = null;
        @Nullable List<Long> shape = null;
        @Nullable List<Long> range = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING);
                    type = json.getString();
                }
                case "shape" -> shape = numbers(json, value);
                case "data_offsets" -> range = numbers(json, value);
                default -> throw flaw(BAD_HEADER, name + " has an unknown property");
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (type == null || shape == null || range == null || range.size() != 2) {
            throw flaw(BAD_HEADER, name + " has not a type, a shape and a range of bytes");
        }
        return tensor(name, ggmlType(name, type), shape, range.getFirst(), range.getLast());
    }

    private static List<Long> numbers(JsonParser json, JsonToken start) {
        expect(start, JsonToken.START_ARRAY);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            if (numbers.size() == MAX_DIMENSIONS) {
                throw flaw(BAD_SHAPE, "A tensor has more than " + MAX_DIMENSIONS + " dimensions");
            }
            numbers.add(json.getLongValue());
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
        return numbers;
    }

    private static GgmlType ggmlType(String name, String type) {
        return switch (type) {
            case "F32" -> GgmlType.F32;
            case "F16" -> GgmlType.F16;
            case "BF16" -> GgmlType.BF16;
            default ->
                throw flaw(UNKNOWN_TYPE, name + " is stored in a type that is not supported; F32, F16, BF16 are");
        };
    }

    private TensorInfo tensor(String name, GgmlType type, List<Long> shape, long begin, long end) {
        long bytes = type.blockBytes();
        for (long dimension : shape) {
            if (dimension <= 0 || dimension > Long.MAX_VALUE / bytes) {
                throw flaw(BAD_SHAPE, name + " has the impossible shape " + shape);
            }
            bytes *= dimension;
        }
        if (begin < 0 || begin > end || end > data.byteSize()) {
            throw flaw(OUT_OF_RANGE, name + " lies outside the file; was it fetched whole?");
        }
        if (end - begin != bytes) {
            throw flaw(SIZE_MISMATCH, name + " takes " + (end - begin) + " bytes where its shape asks for " + bytes);
        }
        return new TensorInfo(name, type, shape, data.asSlice(begin, bytes));
    }

    private static void expect(@Nullable JsonToken found, JsonToken needed) {
        if (found != needed) {
            throw flaw(BAD_HEADER, "The header has " + found + " where " + needed + " is needed");
        }
    }

    private static ModelFileException flaw(Flaw flaw, String message) {
        return new ModelFileException(flaw, message);
    }
}
