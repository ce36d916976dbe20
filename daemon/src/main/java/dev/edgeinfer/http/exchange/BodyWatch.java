package dev.edgeinfer.http.exchange;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds how long a thread waits for the body of a request. Helidon has no limit to that, so a thread of its own answers the
 * client when the time is over, and interrupts the reader, which closes the connection.
 */
public final class BodyWatch {

    private final Thread reader = Thread.currentThread();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread watcher;

    /**
     * Watches the thread that calls this.
     *
     * @param late answers the client, on another thread, while the reader waits
     */
    public BodyWatch(Duration patience, Runnable late) {
        watcher = Thread.ofVirtual().start(() -> watch(patience, late));
    }

    private void watch(Duration patience, Runnable late) {
        try {
            if (ended.await(patience.toNanos(), TimeUnit.NANOSECONDS) || !over.compareAndSet(false, true)) {
                return;
            }
            late.run();
        } catch (InterruptedException e) {
            return;
        } finally {
            if (ended.getCount() > 0) {
                reader.interrupt();
            }
        }
    }

    /** Called by the reader in any case. @return false: it took too long and the client was answered already */
    public boolean end() {
        if (over.compareAndSet(false, true)) {
            ended.countDown();
            return true;
        }
        // Until it has done, whose interrupt is not for what comes next.
        joinUninterruptibly();
        Thread.interrupted();
        return false;
    }

    private void joinUninterruptibly() {
        while (watcher.isAlive()) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                // It is the watcher's.
                continue;
            }
        }
    }
}
