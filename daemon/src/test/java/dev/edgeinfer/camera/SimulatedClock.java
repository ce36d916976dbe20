package dev.edgeinfer.camera;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps, or when the test says so. Remembers every sleep. */
public final class SimulatedClock implements MonotonicClock {

    private final Instant epoch = Instant.parse("2026-01-01T00:00:00Z");
    private final long start = System.nanoTime();
    private final List<Duration> sleeps = new ArrayList<>();
    private long elapsed;

    @Override
    public synchronized long nanos() {
        return start + elapsed;
    }

    @Override
    public synchronized Instant instant() {
        return epoch.plusNanos(elapsed);
    }

    @Override
    public synchronized void sleepUntil(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Duration wait = Duration.ofNanos(Math.max(0, nanos - nanos()));
        sleeps.add(wait);
        advance(wait);
    }

    public synchronized void advance(Duration duration) {
        elapsed += duration.toNanos();
    }

    public synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }
}
