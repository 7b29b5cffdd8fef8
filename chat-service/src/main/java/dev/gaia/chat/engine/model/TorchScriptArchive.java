package dev.gaia.chat.engine.model;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a module as {@code torch.jit.load} reads it: an uncompressed zip of the module's source and a pickle of its
 * attributes, which all start empty. The format is that of PyTorch's {@code torch/csrc/jit/serialization}; no Python
 * takes part.
 */
final class TorchScriptArchive {

    private static final String FORMAT_VERSION = "10\n";

    // Pickle opcodes, protocol 2
    private static final int PROTOCOL = 0x80;
    private static final int GLOBAL = 'c';
    private static final int EMPTY_TUPLE = ')';
    private static final int EMPTY_LIST = ']';
    private static final int EMPTY_DICT = '}';
    private static final int MARK = '(';
    private static final int TUPLE = 't';
    private static final int NEW_OBJECT = 0x81;
    private static final int REDUCE = 'R';
    private static final int UNICODE = 'X';
    private static final int FALSE = 0x89;
    private static final int NONE = 'N';
    private static final int SET_ITEMS = 'u';
    private static final int BUILD = 'b';
    private static final int STOP = '.';

    private TorchScriptArchive() {}

    /**
     * @param className of the module that {@code source} defines
     * @param attributes their TorchScript types by name: {@code bool}, {@code Optional[…]} or {@code List[…]}
     */
    static void write(Path file, String className, String source, Map<String, String> attributes) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            store(zip, "m/data.pkl", pickle(className, attributes));
            store(zip, "m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            store(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, "m/constants.pkl", new byte[] {(byte) PROTOCOL, 2, EMPTY_TUPLE, STOP});
            store(zip, "m/version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] pickle(String className, Map<String, String> attributes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(PROTOCOL);
        out.write(2);
        global(out, "__torch__", className);
        out.write(EMPTY_TUPLE);
        out.write(NEW_OBJECT);
        out.write(EMPTY_DICT);
        out.write(MARK);
        attributes.forEach((name, type) -> {
            text(out, name);
            emptyValue(out, type);
        });
        out.write(SET_ITEMS);
        out.write(BUILD);
        out.write(STOP);
        return out.toByteArray();
    }

    private static void emptyValue(ByteArrayOutputStream out, String type) {
        if (type.startsWith("List[")) {
            global(out, "torch.jit._pickle", "restore_type_tag");
            out.write(MARK);
            out.write(EMPTY_LIST);
            text(out, type);
            out.write(TUPLE);
            out.write(REDUCE);
        } else {
            out.write(type.equals("bool") ? FALSE : NONE);
        }
    }

    private static void global(ByteArrayOutputStream out, String module, String name) {
        out.write(GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(UNICODE);
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
    }
}
