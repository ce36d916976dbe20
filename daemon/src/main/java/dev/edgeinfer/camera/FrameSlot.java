package dev.edgeinfer.camera;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds the one latest frame between a camera's capture thread and the inference loop, so that nothing queues behind a
 * slow model. One thread publishes, one takes, and who watches the camera clears; nobody ever
 * waits for a lock.
 *
 * <p>A published frame's reference belongs to the slot, a taken frame's to the taker.
 */
public final class FrameSlot {

    private final AtomicReference<Frame> latest = new AtomicReference<>();
    private final DropCounters drops = new DropCounters();
    private final Runnable onFrame;
    private volatile Thread waitingProducer;
    private volatile long wantedFrom = System.nanoTime();

    /** @param onFrame called by the publishing thread after each frame; must not block */
    public FrameSlot(Runnable onFrame) {
        this.onFrame = onFrame;
    }

    /** Puts a frame in; one that was not taken yet is released and counted as dropped. */
    public void publish(Frame frame) {
        boolean wanted = frame.capturedNanos() - wantedFrom >= 0;
        Frame replaced = latest.getAndSet(frame);
        if (replaced != null) {
            drop(replaced, wanted ? DropReason.SUPERSEDED : DropReason.PACING);
        }
        onFrame.run();
    }

    /**
     * Waits until the slot is empty, then puts the frame in: for sources that can wait, so that none of their pictures
     * is dropped.
     *
     * @throws InterruptedException when interrupted; the frame is then dropped
     */
    public void publishWhenEmpty(Frame frame) throws InterruptedException {
        waitingProducer = Thread.currentThread();
        try {
            while (!latest.compareAndSet(null, frame)) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    drop(frame, DropReason.STOPPED);
                    throw new InterruptedException();
                }
            }
        } finally {
            waitingProducer = null;
        }
        onFrame.run();
    }

    /** Takes the frame out; the caller must release it. */
    public Optional<Frame> take() {
        Frame frame = latest.getAndSet(null);
        LockSupport.unpark(waitingProducer);
        return Optional.ofNullable(frame);
    }

    public boolean hasFrame() {
        return latest.get() != null;
    }

    /**
     * Says when the consumer will want its next frame. A frame that is replaced before then was dropped for the sake
     * of the target rate, after then because the model was busy.
     *
     * @param nanos {@link System#nanoTime}
     */
    public void wantFrom(long nanos) {
        wantedFrom = nanos;
    }

    /** Drops a frame that waits in the slot, because nobody will take it, or should. */
    public void clear(DropReason reason) {
        take().ifPresent(frame -> drop(frame, reason));
    }

    /** Drops of this camera, wherever they happen. */
    public DropCounters drops() {
        return drops;
    }

    private void drop(Frame frame, DropReason reason) {
        frame.release();
        drops.add(reason);
    }
}
