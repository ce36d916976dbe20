package dev.edgeinfer.camera;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * One picture of one camera in a buffer that is used again for a later one.
 *
 * <p><b>Contract.</b> The pixels are 8-bit BGR, {@code [height, width, 3]} interleaved. From the moment the frame is
 * published they do not change until the last holder has released it.
 *
 * <p><b>Life cycle.</b> The camera's {@link FramePool} owns the buffer. Who is handed a frame holds one reference and
 * releases it once; who keeps it longer than the call that showed it retains it first, while somebody else still holds
 * it. Any thread may retain and release. A frame must not be touched after its release: its buffer may already hold
 * another picture.
 */
public final class Frame {

    private final FramePool pool;
    private final Mat image = new Mat();
    private final AtomicInteger references = new AtomicInteger();

    private long sequence;
    private long capturedNanos;
    private Instant capturedAt = Instant.EPOCH;
    private int width;
    private int height;

    Frame(FramePool pool) {
        this.pool = pool;
    }

    /** The pixels; to be read only. The Mat belongs to the frame: never close it, never resize it. */
    public Mat image() {
        requireHeld();
        return image;
    }

    /** Number of the picture in its camera, from 1, growing; gaps are pictures that were dropped. */
    public long sequence() {
        return sequence;
    }

    /** {@link System#nanoTime} of the capture, for ages and durations. */
    public long capturedNanos() {
        return capturedNanos;
    }

    /** Wall-clock time of the capture, for people. */
    public Instant capturedAt() {
        return capturedAt;
    }

    /** Width in pixels. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /**
     * Adds a reference.
     *
     * @return this frame
     * @throws IllegalStateException when nobody holds the frame any more
     */
    public Frame retain() {
        references.getAndUpdate(count -> {
            if (count == 0) {
                throw new IllegalStateException("a frame was retained after its last release");
            }
            return count + 1;
        });
        return this;
    }

    /**
     * Gives a reference back; the last one returns the buffer to the pool.
     *
     * @throws IllegalStateException when it was released more often than retained
     */
    public void release() {
        int before = references.getAndUpdate(count -> count == 0 ? 0 : count - 1);
        if (before == 0) {
            throw new IllegalStateException("a frame was released more often than it was retained");
        }
        if (before == 1) {
            pool.giveBack(this);
        }
    }

    /** Gives the first reference to a frame out of the pool. */
    Frame acquired() {
        references.set(1);
        return this;
    }

    /** Says which picture the buffer holds; called once, after it was filled and before it is published. */
    void stamp(long pictureSequence, long nanos, Instant instant) {
        requireHeld();
        sequence = pictureSequence;
        capturedNanos = nanos;
        capturedAt = instant;
        width = image.cols();
        height = image.rows();
    }

    /** Frees the pixels; only the pool calls it, when nobody holds the frame. */
    void free() {
        image.close();
    }

    private void requireHeld() {
        if (references.get() == 0) {
            throw new IllegalStateException("a frame was used after its last release");
        }
    }
}
