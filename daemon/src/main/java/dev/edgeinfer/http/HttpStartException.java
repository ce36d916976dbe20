package dev.edgeinfer.http;

/** The API cannot listen where it should; the message says why and what to do. */
public final class HttpStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HttpStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
