package dev.edgeinfer.http.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One response that goes on until its client or the API has enough. Made and used on the thread that answers; {@link #end}
 * and {@link #stuckNanos} are for any.
 */
public final class OpenStream implements AutoCloseable {

    private final String kind;
    private final LongSupplier nanos;
    private final Consumer<OpenStream> onClose;
    private final Thread thread = Thread.currentThread();

    private boolean over;
    private boolean ended;
    private boolean cut;
    private boolean writing;
    private long writingSinceNanos;

    OpenStream(String kind, LongSupplier nanos, Consumer<OpenStream> onClose) {
        this.kind = kind;
        this.nanos = nanos;
        this.onClose = onClose;
    }

    String kind() {
        return kind;
    }

    /** Writes, however long the client takes to read, and hands it on at once. */
    void write(OutputStream out, byte[] bytes) throws IOException {
        synchronized (this) {
            writing = true;
            writingSinceNanos = nanos.getAsLong();
            if (ended && !cut) {
                // It was woken where it did not wait. Whoever is interrupted loses the connection if the client is not
                // quick.
                Thread.interrupted();
            }
        }
        try {
            out.write(bytes);
            out.flush();
        } finally {
            synchronized (this) {
                writing = false;
            }
        }
    }

    /** Whether the stream is to end now. */
    synchronized boolean isEnded() {
        return ended;
    }

    /**
     * Has the stream end: a thread that waits is woken, one that writes is waited for.
     *
     * @param hard whether one that writes loses its connection instead
     */
    synchronized void end(boolean hard) {
        ended = true;
        cut |= hard;
        if (!over && (hard || !writing)) {
            thread.interrupt();
        }
    }

    /** For how long the client has not taken what is written to it; 0 when nothing is. */
    synchronized long stuckNanos(long nowNanos) {
        return writing ? nowNanos - writingSinceNanos : 0;
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        onClose.accept(this);
    }
}
