package dev.edgeinfer.cli;

/** A command cannot do what it was asked; the message is one sentence: what, where, what to do. Exit code 1. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
