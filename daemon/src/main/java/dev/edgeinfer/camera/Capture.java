package dev.edgeinfer.camera;

import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceCall.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that opens a camera's source, puts the latest picture into the slot, and opens the source again, with growing
 * waits, when it fails.
 *
 * <p>The source and the buffers are its own. So when a call into the source does not return, the thread can be
 * {@linkplain #abandon left behind} with both: another capture takes its place, and this one, should it ever wake up,
 * frees what it has and ends without touching anything that the two would share.
 */
final class Capture {

    private static final Logger LOG = LoggerFactory.getLogger(Capture.class);

    private final String name;
    private final Supplier<FrameSource> opener;
    private final FrameSlot slot;
    private final CameraPolicy policy;
    private final MonotonicClock clock;
    private final CameraJournal journal;
    private final Consumer<Capture> onEnd;
    private final int failuresBefore;

    private final FramePool pool;
    private final SourceCall call;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Thread thread;

    private volatile boolean stopping;

    /** The opened source, null while there is none. */
    private volatile FrameSource source;

    /**
     * @param failuresBefore failures in a row until now; above 0 there is a wait before the source is opened
     * @param onEnd called by the thread when it has freed everything and ends
     */
    Capture(
            String name,
            Supplier<FrameSource> opener,
            FrameSlot slot,
            CameraPolicy policy,
            MonotonicClock clock,
            CameraJournal journal,
            int failuresBefore,
            Consumer<Capture> onEnd) {
        this.name = name;
        this.opener = opener;
        this.slot = slot;
        this.policy = policy;
        this.clock = clock;
        this.journal = journal;
        this.failuresBefore = failuresBefore;
        this.onEnd = onEnd;
        pool = new FramePool(policy.buffers());
        call = new SourceCall(clock);
        // A daemon thread: one that is stuck in a native call must not keep the process alive.
        thread = Thread.ofPlatform().name("camera-" + name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The call into the source that is under way. */
    SourceCall call() {
        return call;
    }

    /** Whether the thread has come to its end. */
    boolean hasEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Makes the call that is under way fail, if the source can. */
    void abort() {
        FrameSource opened = source;
        if (opened == null) {
            return;
        }
        try {
            opened.abort();
        } catch (RuntimeException e) {
            LOG.error("camera \"{}\": a call into its source cannot be aborted", name, e);
        }
    }

    /**
     * Leaves the thread behind in its call.
     *
     * @param beganNanos when the call began
     * @return false when it has returned
     */
    boolean abandon(long beganNanos) {
        if (!call.abandon(beganNanos)) {
            return false;
        }
        thread.interrupt();
        pool.close();
        return true;
    }

    /**
     * Asks the thread to end, and its source to let it.
     *
     * @return whether it has ended within the time
     */
    boolean stop(Duration within) {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            return true;
        }
        thread.interrupt();
        abort();
        try {
            return thread.join(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return hasEnded();
        }
    }

    private void run() {
        try {
            captureUntilStopped();
        } finally {
            pool.close();
            onEnd.accept(this);
        }
    }

    private void captureUntilStopped() {
        int failures = failuresBefore;
        if (failures > 0 && !await(failures)) {
            return;
        }
        while (!stopping) {
            journal.enter(CameraState.CONNECTING, journal.error(), failures);
            long began = clock.nanos();
            try {
                capture();
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                if (stopping || call.isAbandoned()) {
                    return;
                }
                if (e instanceof PictureTooLargeException) {
                    slot.drops().add(DropReason.TOO_LARGE);
                }
                failures = failuresInARow(failures, began);
                journal.enter(CameraState.RETRYING, Optional.of(explain(e)), failures);
                if (!await(failures)) {
                    return;
                }
            }
        }
    }

    /** The failure in one sentence; what a source does not report in its own words is a bug and leaves its trace. */
    private String explain(Throwable failure) {
        if (failure instanceof SourceException) {
            return failure.getMessage();
        }
        LOG.error("camera \"{}\" failed in a way that it should not", name, failure);
        return "it failed in a way that it should not: " + failure;
    }

    /** Reads pictures until the source ends or the camera is stopped. */
    private void capture() throws InterruptedException {
        try (OpenedSource opened = new OpenedSource()) {
            FrameSource from = opened.open();
            from.countDropsIn(slot.drops());
            PlaybackClock playback = new PlaybackClock();
            FloodGate gate = new FloodGate();
            Delivery delivery = from.delivery();
            while (call.make(Kind.GRAB, from::grab)) {
                long number = journal.grabbed();
                if (delivery == Delivery.TIMED) {
                    clock.sleepUntil(playback.dueNanos(from.timestampNanos(), clock.nanos()));
                }
                long nanos = clock.nanos();
                if (delivery == Delivery.LIVE && !gate.admits(nanos)) {
                    slot.drops().add(DropReason.FLOOD);
                } else {
                    process(from, delivery, number, nanos);
                }
                if (stopping) {
                    throw new InterruptedException();
                }
            }
            // Before the source is closed: when that never returns, there is still nothing more to read.
            journal.enter(CameraState.ENDED, Optional.empty(), 0);
        }
    }

    /** Has the grabbed picture published, or counts why it is not. */
    private void process(FrameSource from, Delivery delivery, long number, long nanos) throws InterruptedException {
        Optional<Frame> buffer = delivery == Delivery.ON_DEMAND ? Optional.of(pool.awaitFrame()) : pool.acquire();
        if (buffer.isEmpty()) {
            slot.drops().add(DropReason.NO_BUFFER);
        } else if (fill(buffer.get(), from, number, nanos)) {
            publish(buffer.get(), delivery);
        }
    }

    /** Turns the grabbed picture into a frame that can be published; false when it was dropped. */
    private boolean fill(Frame frame, FrameSource from, long number, long nanos) {
        boolean decoded = false;
        try {
            decoded = call.make(Kind.RETRIEVE, () -> from.retrieve(frame.image()));
            if (decoded) {
                frame.stamp(number, nanos, clock.instant());
                journal.arrived(frame);
            } else {
                slot.drops().add(from.refusal());
            }
            return decoded;
        } finally {
            if (!decoded) {
                frame.release();
            }
        }
    }

    private void publish(Frame frame, Delivery delivery) throws InterruptedException {
        if (delivery == Delivery.ON_DEMAND) {
            slot.publishWhenEmpty(frame);
        } else {
            slot.publish(frame);
        }
    }

    /** A camera that ran for long enough begins again with the shortest wait. */
    private int failuresInARow(int before, long began) {
        return journal.deliveredFor(policy.retry().stableAfter(), began) ? 1 : before + 1;
    }

    /** Waits before the next attempt; false when the camera was stopped meanwhile. */
    private boolean await(int failures) {
        Duration delay = policy.retry().delay(failures, random);
        try {
            clock.sleepUntil(clock.nanos() + delay.toNanos());
            return !stopping;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Closes the source also when opening it was given up and has returned one nevertheless. */
    private final class OpenedSource implements AutoCloseable {

        private FrameSource open() {
            return call.make(Kind.OPEN, () -> source = opener.get());
        }

        @Override
        public void close() {
            FrameSource opened = source;
            source = null;
            if (opened == null) {
                return;
            }
            try {
                call.make(Kind.CLOSE, () -> {
                    opened.close();
                    return true;
                });
            } catch (AbandonedCallException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("camera \"{}\": its source cannot be closed", name, e);
            }
        }
    }
}
