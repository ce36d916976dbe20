package dev.edgeinfer.gpio;

/** A GPIO line cannot be used; the message is one sentence for people: which line, what is wrong, what to do. */
class GpioException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GpioException(String message) {
        super(message);
    }

    GpioException(String message, Throwable cause) {
        super(message, cause);
    }
}
