package dev.edgeinfer.camera;

import java.time.Duration;

/**
 * Says what is to be done about a call that does not return. Pure logic on times that are handed in; not thread-safe.
 *
 * <p>Each step needs its own time after the one before was taken, not after the call began: when the whole process was
 * frozen for a minute, no camera loses its source for that.
 */
final class Patience {

    /** What to do. */
    enum Verdict {
        WAIT,
        /** Say that the source does not answer. */
        COMPLAIN,
        /** Make the call fail, as far as the source can. */
        ABORT,
        /** Give the call up. */
        ABANDON
    }

    private final CameraPolicy policy;
    private long call = SourceCall.IDLE;
    private Verdict last = Verdict.WAIT;
    private long lastNanos;

    Patience(CameraPolicy policy) {
        this.policy = policy;
    }

    /**
     * What to do now; each step once for each call, but {@link Verdict#ABANDON} again until it is done.
     *
     * @param beganNanos when the call began, or {@link SourceCall#IDLE}
     */
    Verdict judge(long beganNanos, long nowNanos) {
        if (beganNanos != call) {
            call = beganNanos;
            last = Verdict.WAIT;
            lastNanos = beganNanos;
        }
        if (call == SourceCall.IDLE) {
            return Verdict.WAIT;
        }
        Verdict next =
                switch (last) {
                    case WAIT -> Verdict.COMPLAIN;
                    case COMPLAIN -> Verdict.ABORT;
                    case ABORT, ABANDON -> Verdict.ABANDON;
                };
        if (nowNanos - lastNanos < timeBefore(next).toNanos()) {
            return Verdict.WAIT;
        }
        if (next != Verdict.ABANDON) {
            last = next;
            lastNanos = nowNanos;
        }
        return next;
    }

    private Duration timeBefore(Verdict step) {
        return switch (step) {
            case WAIT -> Duration.ZERO;
            case COMPLAIN -> policy.stallAfter();
            case ABORT -> policy.abortAfter().minus(policy.stallAfter());
            case ABANDON -> policy.abandonAfter().minus(policy.abortAfter());
        };
    }
}
