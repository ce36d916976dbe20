package dev.edgeinfer.camera;

import java.util.Optional;

/**
 * Counts the capture threads of the process that were given up because a call into native code does not return. Each
 * keeps what its call holds: a picture's buffer, perhaps a device. So there is a bound, above which nothing helps but a
 * new process. Any thread may call.
 */
public final class AbandonedThreads {

    /** Three cameras that are lost for good. */
    private static final int MOST = 3 * CameraPolicy.DEFAULT.mostAbandoned();

    private final int most;
    private int count;

    public AbandonedThreads() {
        this(MOST);
    }

    /** @param most threads that are borne, at least 1 */
    public AbandonedThreads(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 abandoned thread must be borne, not " + most);
        }
        this.most = most;
    }

    synchronized void add() {
        count++;
    }

    /** One of them has returned from its call, freed what it held and ended. */
    synchronized void remove() {
        count--;
    }

    /** Threads that have not returned so far. */
    public synchronized int count() {
        return count;
    }

    /** Whether no further one is borne. */
    public synchronized boolean isFull() {
        return count >= most;
    }

    /** Why the process must be replaced; empty: it need not be. */
    public synchronized Optional<String> obstacle() {
        return count < most
                ? Optional.empty()
                : Optional.of("%d threads of cameras do not return from calls into their sources".formatted(count));
    }
}
