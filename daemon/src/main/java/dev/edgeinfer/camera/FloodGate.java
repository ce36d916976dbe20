package dev.edgeinfer.camera;

import java.util.concurrent.TimeUnit;

/**
 * Bounds how many pictures of one live source are turned into pixels, so that a camera which delivers a thousand a second
 * does not take the processor from the others. No camera that means it delivers more than 250 a second, and the bursts of
 * a network pass. Pure arithmetic on times that are handed in; not thread-safe.
 */
final class FloodGate {

    static final int PER_SECOND = 250;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private double credit = PER_SECOND;
    private boolean started;
    private long last;

    /** Whether the picture of now passes. */
    boolean admits(long nowNanos) {
        if (started) {
            credit = Math.min(PER_SECOND, credit + (nowNanos - last) / NANOS * PER_SECOND);
        }
        started = true;
        last = nowNanos;
        if (credit < 1) {
            return false;
        }
        credit--;
        return true;
    }
}
