package dev.gaia.chat.engine;

/** A JSON Schema that answers cannot be held to; the message names the place and the keyword. */
public final class UnsupportedSchemaException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public UnsupportedSchemaException(String message) {
        super(message);
    }
}
