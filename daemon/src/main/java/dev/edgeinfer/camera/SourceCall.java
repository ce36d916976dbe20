package dev.edgeinfer.camera;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The call that a capture thread is making into its source, and the fence behind which the thread stays when the call is
 * given up.
 *
 * <p><b>Contract.</b> One thread makes calls; any other may ask how long one takes, and {@linkplain #abandon give it up}.
 * Either the call returns to the thread or it is given up, never both: between two calls the thread cannot lose what it
 * works on. After a call was given up the thread may still {@link #make} one, to free its source, and nothing else; nobody
 * waits for that.
 */
final class SourceCall {

    /** What is asked of the source. */
    enum Kind {
        OPEN,
        GRAB,
        RETRIEVE,
        CLOSE
    }

    /** No call is under way. */
    static final long IDLE = Long.MIN_VALUE;

    private static final long ABANDONED = IDLE + 1;

    private final MonotonicClock clock;

    /** When the call began, {@link #IDLE}, or {@link #ABANDONED} for ever. */
    private final AtomicLong began = new AtomicLong(IDLE);

    private volatile Kind kind = Kind.OPEN;

    SourceCall(MonotonicClock clock) {
        this.clock = clock;
    }

    /**
     * Makes a call.
     *
     * @throws AbandonedCallException when it was given up before it returned; what it returned is lost
     */
    <T> T make(Kind what, Supplier<T> call) {
        long now = clock.nanos();
        kind = what;
        began.compareAndSet(IDLE, now);
        T result;
        try {
            result = call.get();
        } catch (RuntimeException | Error e) {
            began.compareAndSet(now, IDLE);
            throw e;
        }
        if (!began.compareAndSet(now, IDLE)) {
            throw new AbandonedCallException();
        }
        return result;
    }

    /** When the call that is under way began, on the clock; {@link #IDLE} when there is none to wait for. */
    long beganNanos() {
        long nanos = began.get();
        return nanos == ABANDONED ? IDLE : nanos;
    }

    /** What was asked of the source last. */
    Kind kind() {
        return kind;
    }

    /**
     * Gives a call up.
     *
     * @param beganNanos which
     * @return false when it has returned
     */
    boolean abandon(long beganNanos) {
        return beganNanos != IDLE && began.compareAndSet(beganNanos, ABANDONED);
    }

    /** Whether a call was given up, so that the thread is of no use any more. */
    boolean isAbandoned() {
        return began.get() == ABANDONED;
    }
}
