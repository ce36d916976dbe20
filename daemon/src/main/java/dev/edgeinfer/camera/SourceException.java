package dev.edgeinfer.camera;

/**
 * A source cannot be opened or has stopped delivering. The message is one sentence for people: the source in quotes,
 * what is wrong, what to do. The camera stays up and tries again.
 */
public class SourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
