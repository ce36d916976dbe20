package dev.edgeinfer.mqtt;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** How many messages may be under way at once over one connection. Any thread may call. */
final class Window {

    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int size;
    private int free;
    private long progressAt;
    private boolean shut;

    /** @param size at least 1 */
    Window(int size, LongSupplier clock) {
        this.size = size;
        this.clock = clock;
        free = size;
    }

    /** Waits for a place. @return false: there will be none any more */
    boolean enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (free == 0 && !shut) {
                // The end of the wait is found by whoever asks for stalls.
                changed.await(1, TimeUnit.SECONDS);
            }
            if (shut) {
                return false;
            }
            if (free == size) {
                progressAt = clock.getAsLong();
            }
            free--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            free++;
            progressAt = clock.getAsLong();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody go who waits or comes. */
    void shut() {
        lock.lock();
        try {
            shut = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For how many nanoseconds messages have been under way without any of them arriving; 0: none is under way. */
    long stalledNanos() {
        lock.lock();
        try {
            return free == size ? 0 : clock.getAsLong() - progressAt;
        } finally {
            lock.unlock();
        }
    }
}
