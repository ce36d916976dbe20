package dev.edgeinfer.gpio;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that does on all lines what is due: edges of waveforms, ends of overrides. It sleeps until the next of
 * them, so that lines that are steady cost nothing.
 */
final class LineTimer implements AutoCloseable {

    private static final long PAUSE_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

    private static final Duration LONGEST_CLOSE = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(LineTimer.class);

    private final Runnable advance;
    private final Supplier<OptionalLong> deadline;
    private final LongSupplier clock;
    private final Thread thread =
            Thread.ofPlatform().name("gpio-timing").daemon().unstarted(this::run);
    private volatile boolean closed;

    /**
     * @param advance does what is due
     * @param deadline when something is due next, by {@code clock}; empty: not before {@link #wake}
     */
    LineTimer(Runnable advance, Supplier<OptionalLong> deadline, LongSupplier clock) {
        this.advance = advance;
        this.deadline = deadline;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /** Has it ask for the deadline again. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Waits for what it is at, for a moment only: a line may hang in its driver. */
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            if (thread.isAlive() && !thread.join(LONGEST_CLOSE)) {
                log.debug("a GPIO call of the timing has not come back within {} ms", LONGEST_CLOSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            OptionalLong next = turn();
            if (next.isPresent()) {
                LockSupport.parkNanos(this, next.getAsLong() - clock.getAsLong());
            } else {
                LockSupport.park(this);
            }
        }
    }

    private OptionalLong turn() {
        try {
            advance.run();
            return deadline.get();
        } catch (RuntimeException | Error e) {
            log.error("the timing of GPIO lines failed; it goes on", e);
            return OptionalLong.of(clock.getAsLong() + PAUSE_AFTER_FAILURE);
        }
    }
}
