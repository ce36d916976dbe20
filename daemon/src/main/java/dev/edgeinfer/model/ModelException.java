package dev.edgeinfer.model;

/** A bundle cannot be found, loaded or run; the message says which, why, and what to do, in one sentence. */
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
