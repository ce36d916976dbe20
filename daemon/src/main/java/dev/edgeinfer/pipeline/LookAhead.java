package dev.edgeinfer.pipeline;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Does the work before the next inference while one runs, on a thread of its own, at a time that its owner names: late, so that the
 * picture is as new as can be. When the inference ends before that, the work is left to its owner.
 *
 * <p><b>Threads.</b> One thread, the owner, calls {@link #begin} and {@link #end} by turns. The work runs between the two only, so it
 * may use what is the owner's; nobody holds a lock meanwhile.
 *
 * @param <T> what the work makes
 */
final class LookAhead<T> implements AutoCloseable {

    private enum State {
        IDLE,
        WAITING,
        AT_WORK,
        DONE
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final Supplier<Optional<T>> work;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Thread owner;

    /** Written before the state that says that it is good. */
    private long startNanos;

    private Optional<T> made = Optional.empty();

    /** @param work must not throw; empty: there was nothing to do */
    LookAhead(String name, Supplier<Optional<T>> work) {
        this.work = work;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** @param atNanos {@link System#nanoTime} at which the work is to begin, unless {@link #end} comes before */
    void begin(long atNanos) {
        owner = Thread.currentThread();
        startNanos = atNanos;
        state.set(State.WAITING);
        LockSupport.unpark(thread);
    }

    /** Waits for work that has begun, and has it begin no more; what it has made. */
    Optional<T> end() {
        if (state.compareAndSet(State.WAITING, State.IDLE)) {
            return Optional.empty();
        }
        boolean interrupted = false;
        while (state.get() == State.AT_WORK) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            owner.interrupt();
        }
        state.set(State.IDLE);
        Optional<T> result = made;
        made = Optional.empty();
        return result;
    }

    /** Ends the thread; not between {@link #begin} and {@link #end}. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            if (state.get() != State.WAITING) {
                LockSupport.park(this);
                continue;
            }
            long left = startNanos - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (state.compareAndSet(State.WAITING, State.AT_WORK)) {
                try {
                    made = work.get();
                } finally {
                    state.set(State.DONE);
                    LockSupport.unpark(owner);
                }
            }
        }
    }
}
