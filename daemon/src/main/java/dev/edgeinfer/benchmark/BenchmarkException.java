package dev.edgeinfer.benchmark;

/** Nothing can be measured or compared; the message is one sentence: what, why, what to do. */
public final class BenchmarkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BenchmarkException(String message) {
        super(message);
    }

    BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
