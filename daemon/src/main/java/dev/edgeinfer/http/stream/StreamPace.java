package dev.edgeinfer.http.stream;

import java.time.Duration;

/** Keeps one stream of pictures at the rate that its client has asked for; one thread. */
final class StreamPace {

    private final long intervalNanos;
    private boolean begun;
    private long dueNanos;

    StreamPace(double fps) {
        intervalNanos = (long) (1e9 / fps);
    }

    /** How long to wait until the next picture is due; a frame that comes a little early is in time. */
    Duration pause(long nowNanos) {
        long early = dueNanos - nowNanos;
        return !begun || early <= intervalNanos / 4 ? Duration.ZERO : Duration.ofNanos(early);
    }

    /** Takes note that a picture was shown. What is late is not made up for. */
    void shown(long nowNanos) {
        boolean inStep = begun && nowNanos - dueNanos < intervalNanos;
        dueNanos = (inStep ? dueNanos : nowNanos) + intervalNanos;
        begun = true;
    }
}
