package dev.gaia.chat.engine.runtime;

/** The configuration names models that cannot be served together. */
final class InvalidModelListException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidModelListException(String message) {
        super(message);
    }
}
