package dev.edgeinfer.yaml;

/** A text cannot be changed in place, so that somebody has to write it anew; the message says why. */
public final class NotEditableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotEditableException(String message) {
        super(message);
    }
}
