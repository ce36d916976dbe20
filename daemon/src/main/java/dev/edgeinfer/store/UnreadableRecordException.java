package dev.edgeinfer.store;

/** A row of the database does not hold what it should; flipped bits may be worse than SQLite can tell. */
final class UnreadableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
