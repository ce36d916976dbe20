package dev.edgeinfer.system;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that were started one after the other and are stopped in reverse order. Each has its own time to stop: one that
 * hangs (native code of a camera may) is left behind, so that those after it, the GPIO lines last, still are stopped.
 * The whole takes at most the sum of these times.
 */
public final class StopSequence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StopSequence.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private volatile boolean closed;

    private record Part(String name, Duration patience, AutoCloseable closeable) {}

    /**
     * Registers a part that has just been started.
     *
     * @param name what it is, for the log
     * @param patience how long its {@code close()} may take
     * @return the part
     * @throws IllegalStateException when {@link #close} came first; the part is stopped at once
     */
    public synchronized <T extends AutoCloseable> T add(String name, Duration patience, T part) {
        if (closed) {
            stop(name, patience, part);
            throw new IllegalStateException("it was told to stop while it started");
        }
        parts.push(new Part(name, patience, part));
        return part;
    }

    /** Whether {@link #close} has been called; does not wait for it. */
    public boolean isClosed() {
        return closed;
    }

    /** Stops all parts; a second call finds nothing to do and, while the first one runs, waits for it. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!parts.isEmpty()) {
            Part last = parts.pop();
            stop(last.name, last.patience, last.closeable);
        }
    }

    /** Stops one part that is in no sequence, or no longer, within its time; otherwise it is left behind. */
    public static void stop(String name, Duration patience, AutoCloseable part) {
        Thread stopper = Thread.ofPlatform()
                .name("stop " + name)
                .daemon()
                .uncaughtExceptionHandler((thread, e) -> log.warn("{} did not stop cleanly", name, e))
                .start(() -> {
                    try {
                        part.close();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        try {
            if (!stopper.join(patience)) {
                log.warn("{} has not stopped within {} ms and is left behind", name, patience.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
