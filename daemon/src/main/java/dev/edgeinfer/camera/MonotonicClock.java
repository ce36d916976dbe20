package dev.edgeinfer.camera;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time for pacing, back-off and ages; tests put a simulated one in its place. */
public interface MonotonicClock {

    /** The clock of this machine. */
    MonotonicClock SYSTEM = new MonotonicClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void sleepUntil(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos - nanos());
        }
    };

    /** Nanoseconds from any origin; to be compared by difference. */
    long nanos();

    /** Wall-clock time, for people. */
    Instant instant();

    /** Waits until {@link #nanos} has reached a value; returns at once when it has. */
    void sleepUntil(long nanos) throws InterruptedException;
}
