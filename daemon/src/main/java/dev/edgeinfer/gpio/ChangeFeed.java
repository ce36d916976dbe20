package dev.edgeinfer.gpio;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener what changed, in order, on a thread of its own: a listener that is slow, stuck on a terminal that is
 * held up, or broken must not hold up a line. When it is far behind, the oldest changes are left out.
 */
final class ChangeFeed implements AutoCloseable {

    private static final int MOST_UNTOLD = 1024;
    private static final int LONGEST_CLOSE_SECONDS = 1;

    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

    private final Consumer<LineStatus> listener;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_UNTOLD),
            Thread.ofPlatform().name("gpio-changes").daemon().factory(),
            new ThreadPoolExecutor.DiscardOldestPolicy());

    ChangeFeed(Consumer<LineStatus> listener) {
        this.listener = listener;
    }

    /** Never waits; does nothing after {@link #close}. */
    void tell(LineStatus status) {
        thread.execute(() -> {
            try {
                listener.accept(status);
            } catch (RuntimeException e) {
                log.error("a listener of GPIO line \"{}\" failed", status.line(), e);
            }
        });
    }

    /** Tells the rest, for a second at most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
