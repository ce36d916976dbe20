package dev.edgeinfer.http.security;

/** The API cannot listen where it should; the message says why and what to do. */
public final class HttpStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHeal;

    public HttpStartException(String message, Throwable cause) {
        this(message, cause, false);
    }

    public HttpStartException(String message, Throwable cause, boolean mayHeal) {
        super(message, cause);
        this.mayHeal = mayHeal;
    }

    /** Whether waiting helps: the machine does not have the address, and it may come with the network. */
    public boolean mayHeal() {
        return mayHeal;
    }
}
