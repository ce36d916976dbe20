package dev.edgeinfer.store;

/** The store cannot do what was asked of it now; the message is a sentence for people. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
