package dev.edgeinfer.detect;

/** A run of the model failed; the message names the model and the runtime's error. */
public final class DetectorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DetectorException(String message, Throwable cause) {
        super(message, cause);
    }
}
