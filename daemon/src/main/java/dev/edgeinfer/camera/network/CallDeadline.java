package dev.edgeinfer.camera.network;

import dev.edgeinfer.camera.MonotonicClock;
import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Asked by FFmpeg, whenever it has waited for the network for a tenth of a second, whether to go on. The one who calls
 * FFmpeg sets a deadline for each call; any thread may {@link #abort}, for good.
 */
final class CallDeadline extends AVIOInterruptCB.Callback_Pointer {

    private final MonotonicClock clock;
    private volatile long deadline;
    private volatile boolean aborted;

    CallDeadline(MonotonicClock clock) {
        this.clock = clock;
    }

    /** Of the call that is made next. */
    void within(Duration time) {
        deadline = clock.nanos() + time.toNanos();
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

    @Override
    public int call(Pointer nothing) {
        return aborted || hasPassed() ? 1 : 0;
    }
}
