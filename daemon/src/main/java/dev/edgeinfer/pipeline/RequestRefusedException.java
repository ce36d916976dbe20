package dev.edgeinfer.pipeline;

/** What a request wanted was not done, and will not be. */
public final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** As many requests wait as may. */
        BUSY,
        /** Its turn did not come in time. */
        TIMED_OUT,
        /** Who asked is not there any more. */
        ABANDONED,
        /** The inference loop has ended, or was never started. */
        STOPPED
    }

    private final Reason reason;

    RequestRefusedException(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
