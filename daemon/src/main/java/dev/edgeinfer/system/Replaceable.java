package dev.edgeinfer.system;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The place of a part that another one may take while the process runs, so that whoever stops it always stops the one
 * that is there. After {@link #close} nothing can take the place any more. Any thread may call.
 */
public final class Replaceable<T> implements AutoCloseable {

    private final Consumer<T> closer;

    private T part;
    private boolean closed;

    /** @param closer stops the part that is there */
    public Replaceable(Consumer<T> closer) {
        this.closer = closer;
    }

    /**
     * Makes a part and puts it in the place of the one that is there, which is the caller's to close.
     *
     * @param maker is not called after {@link #close}, which waits for one that is under way
     * @return the part
     * @throws IllegalStateException when {@link #close} came first
     */
    public synchronized T make(Supplier<T> maker) {
        if (closed) {
            throw new IllegalStateException("it was told to stop while it started");
        }
        part = maker.get();
        return part;
    }

    /** The part that is there. */
    public synchronized Optional<T> get() {
        return Optional.ofNullable(part);
    }

    /** Closes the part that is there. */
    @Override
    public void close() {
        T last;
        synchronized (this) {
            closed = true;
            last = part;
        }
        if (last != null) {
            closer.accept(last);
        }
    }
}
