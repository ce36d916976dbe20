package dev.edgeinfer.cli;

/** One picture of many cannot be used; the others can. */
final class ImageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImageException(String message) {
        super(message);
    }

    ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
