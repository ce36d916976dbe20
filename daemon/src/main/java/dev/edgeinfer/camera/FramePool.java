package dev.edgeinfer.camera;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The buffers of one camera: a fixed number of frames that are used again and again.
 *
 * <p>A buffer takes memory when it is first filled and keeps it; a picture of another size makes it follow. The frame
 * given back last is handed out first, so that buffers which are seldom needed stay empty. Any thread may call.
 */
public final class FramePool implements AutoCloseable {

    private final Deque<Frame> free;
    private boolean closed;

    /** @param frames number of buffers, at least 1 */
    public FramePool(int frames) {
        if (frames < 1) {
            throw new IllegalArgumentException("a frame pool needs at least 1 frame, not " + frames);
        }
        free = new ArrayDeque<>(frames);
        for (int i = 0; i < frames; i++) {
            free.push(new Frame(this));
        }
    }

    /** A frame to fill, held once by the caller; empty when all are in use or the pool is closed. */
    public synchronized Optional<Frame> acquire() {
        return closed ? Optional.empty() : Optional.ofNullable(free.poll()).map(Frame::acquired);
    }

    /**
     * Waits for a frame to fill.
     *
     * @throws IllegalStateException when the pool is closed
     */
    public synchronized Frame awaitFrame() throws InterruptedException {
        while (!closed && free.isEmpty()) {
            wait();
        }
        return acquire().orElseThrow(() -> new IllegalStateException("the frame pool is closed"));
    }

    /** Frames that can be acquired now. */
    public synchronized int available() {
        return free.size();
    }

    synchronized void giveBack(Frame frame) {
        if (closed) {
            frame.free();
        } else {
            free.push(frame);
            notifyAll();
        }
    }

    /** Frees the pixels of every frame: now where nobody holds it, else at its last release. */
    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(Frame::free);
        free.clear();
        notifyAll();
    }
}
