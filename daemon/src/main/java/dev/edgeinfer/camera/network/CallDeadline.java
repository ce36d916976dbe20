package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.ffmpeg.InterruptCallback;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;

/**
 * Asked by FFmpeg, before each read and whenever it has waited for the network for a tenth of a second, whether to go on.
 * The one who calls FFmpeg sets a deadline for each call, which also has a {@linkplain CallBudget budget}; any thread may
 * {@link #abort}, for good. It must be reachable for as long as what it {@linkplain #guard guards} is used.
 */
final class CallDeadline {

    private final MonotonicClock clock;
    private final InterruptCallback callback = new InterruptCallback(this::isOver);
    private final CallBudget budget;
    private volatile long deadline;
    private volatile boolean aborted;

    CallDeadline(MonotonicClock clock) {
        this.clock = clock;
        budget = new CallBudget(clock);
    }

    /** Has FFmpeg ask. */
    void guard(AVIOInterruptCB interrupt) {
        callback.guard(interrupt);
    }

    /** Of the call that is made next. */
    void within(Duration time) {
        deadline = clock.nanos() + time.toNanos();
        budget.begin();
    }

    /**
     * Has the bytes of a connection counted from now on, of which a call may take only so many.
     *
     * @param received in all; called within FFmpeg's calls
     */
    void count(LongSupplier received) {
        budget.count(received);
    }

    /** Nothing is counted any more, as what counts is about to be freed. */
    void countNothing() {
        budget.count(() -> 0);
    }

    /** What the call took too much of, after it has returned; {@link CallBudget#problem}. */
    Optional<String> excess() {
        return budget.problem();
    }

    void abort() {
        aborted = true;
    }

    boolean isAborted() {
        return aborted;
    }

    boolean hasPassed() {
        return clock.nanos() - deadline > 0;
    }

    private boolean isOver() {
        return aborted || hasPassed() || budget.isSpent();
    }
}
