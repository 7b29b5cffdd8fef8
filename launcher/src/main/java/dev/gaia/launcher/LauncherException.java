package dev.gaia.launcher;

/** Something that the user can understand and mend; the message is all that is shown. */
final class LauncherException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String explanation;

    LauncherException(String explanation) {
        super(explanation);
        this.explanation = explanation;
    }

    @Override
    public String getMessage() {
        return explanation;
    }
}
