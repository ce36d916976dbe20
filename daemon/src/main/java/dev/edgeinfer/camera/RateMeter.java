package dev.edgeinfer.camera;

import java.time.Duration;

/**
 * Measures how often something happens, over the last few seconds. Falls to 0 when it stops happening. Any thread may
 * call; what happened is told by one.
 */
public final class RateMeter {

    /** Events kept; at more than {@code EVENTS / window} a second the window is shorter than asked. */
    private static final int EVENTS = 512;

    private final long[] times = new long[EVENTS];
    private final long windowNanos;
    private int next;
    private int size;

    public RateMeter(Duration window) {
        windowNanos = window.toNanos();
    }

    /** @param nanos when it happened, on the monotonic clock; never before the last one */
    public synchronized void mark(long nanos) {
        times[next] = nanos;
        next = (next + 1) % EVENTS;
        size = Math.min(size + 1, EVENTS);
    }

    /**
     * Events a second over the window that ends now; 0 when there was none in it.
     *
     * <p>The mean over the intervals between the events. The interval that is still open counts once it is longer than
     * the mean, so that the rate starts to fall as soon as an event is late.
     */
    public synchronized double perSecond(long now) {
        int count = 0;
        while (count < size && now - times[index(count)] <= windowNanos) {
            count++;
        }
        if (count == 0) {
            return 0;
        }
        if (count == 1) {
            return 1e9 / windowNanos;
        }
        long oldest = times[index(count - 1)];
        long newest = times[index(0)];
        double closed = (double) (newest - oldest) / (count - 1);
        double open = now - newest;
        return open > 1.5 * closed ? 1e9 * count / (now - oldest) : 1e9 / Math.max(closed, 1);
    }

    /** Position of an event, counted back from the newest. */
    private int index(int back) {
        return Math.floorMod(next - 1 - back, EVENTS);
    }
}
