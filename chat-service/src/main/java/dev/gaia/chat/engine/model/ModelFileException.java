package dev.gaia.chat.engine.model;

/** A model file was refused. The message names the file's flaw in words that its owner can act on. */
public final class ModelFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What can be wrong with a file. */
    public enum Flaw {
        /** The file ends before what its header promises. */
        TRUNCATED,
        /** Not a file of this format. */
        BAD_MAGIC,
        /** A version or byte order that the reader does not know. */
        UNSUPPORTED_VERSION,
        /** A count or length that the file cannot hold. */
        ABSURD_LENGTH,
        /** Nesting deeper than any real file's. */
        NESTING,
        /** A value or tensor type that the format does not define, or that is not supported. */
        UNKNOWN_TYPE,
        /** Dimensions that are negative, zero, overflowing, too many, or do not fit the type's block. */
        BAD_SHAPE,
        /** A header that is not well-formed. */
        BAD_HEADER,
        /** The bytes of a tensor do not match its shape and type. */
        SIZE_MISMATCH,
        /** Tensor data outside the file. */
        OUT_OF_RANGE,
        /** A tensor offset that is not a multiple of the alignment, or an alignment that is no power of two. */
        MISALIGNED,
        /** Two tensors share bytes. */
        OVERLAP,
        /** The same name twice. */
        DUPLICATE,
        /** Well-formed, but the model that it describes cannot exist or is not supported. */
        BAD_METADATA,
        /** A tensor that the model needs is not there. */
        MISSING_TENSOR,
        /** A file that the model's folder should have is not there. */
        MISSING_FILE,
        /** A file name that leaves the model's folder. */
        UNSAFE_PATH,
        /** A format that runs code of its maker's choice. */
        UNSAFE_FORMAT,
        /** Weights that are not finite. */
        BAD_VALUES
    }

    private final Flaw flaw;

    public ModelFileException(Flaw flaw, String message) {
        super(message);
        this.flaw = flaw;
    }

    public Flaw flaw() {
        return flaw;
    }
}
