package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Keeps the last detection frame of each camera, and the pixels it was made from. Any thread may ask; the lock is held
 * for as long as it takes to count a reference, never while pixels are used.
 */
public final class LatestDetections implements FrameListener, AutoCloseable {

    private final Map<String, Entry> entries = new HashMap<>();
    private boolean closed;

    private record Entry(Frame frame, DetectionFrame detections) {}

    /** The last detection frame of a camera; empty before the first. */
    public synchronized Optional<DetectionFrame> latest(String camera) {
        return Optional.ofNullable(entries.get(camera)).map(Entry::detections);
    }

    /**
     * Applies a function to the last frame of a camera and what was seen in it. The pixels stay as they are until the
     * function returns, however long it takes; meanwhile one buffer of the camera is in use.
     *
     * @return what the function returns; empty before the first frame
     */
    public <R> Optional<R> withLatest(String camera, BiFunction<Frame, DetectionFrame, R> function) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(camera);
            if (entry == null) {
                return Optional.empty();
            }
            entry.frame().retain();
        }
        try {
            return Optional.of(function.apply(entry.frame(), entry.detections()));
        } finally {
            entry.frame().release();
        }
    }

    @Override
    public void onFrame(Frame frame, DetectionFrame detections) {
        Entry replaced;
        synchronized (this) {
            if (closed) {
                return;
            }
            replaced = entries.put(detections.camera(), new Entry(frame.retain(), detections));
        }
        if (replaced != null) {
            replaced.frame().release();
        }
    }

    /** Lets go of all frames. */
    @Override
    public synchronized void close() {
        closed = true;
        entries.values().forEach(entry -> entry.frame().release());
        entries.clear();
    }
}
