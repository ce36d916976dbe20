package dev.edgeinfer.camera;

import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.SourceConfig.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera: a thread that opens its source, puts the latest picture into its slot, and opens the source again, with
 * growing waits, when it fails.
 *
 * <p><b>Life cycle.</b> {@link #start} once, {@link #close} once or more. {@link #watch} is to be called about every
 * second by another thread, since the capture thread cannot tell that it is stuck in a native call. {@link #status} may
 * be called by any thread at any time.
 *
 * <p>The listener hears of every change of state, in order, one call at a time, on the capture thread or the thread
 * that watches; it must return quickly.
 */
public final class Camera implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Camera.class);

    private static final Duration RATE_WINDOW = Duration.ofSeconds(5);
    private static final long IDLE = Long.MIN_VALUE;

    private final String name;
    private final Supplier<FrameSource> opener;
    private final FrameSlot slot;
    private final CameraPolicy policy;
    private final MonotonicClock clock;
    private final Consumer<CameraStatus> listener;

    private final FramePool pool;
    private final RateMeter rate = new RateMeter(RATE_WINDOW);
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Object transitions = new Object();
    private final Thread thread;

    private volatile boolean stopping;
    private volatile Situation situation;

    /** Written by the capture thread only. */
    private volatile long captured;

    private volatile Optional<LastPicture> lastPicture = Optional.empty();

    /** The opened source, null while there is none. */
    private volatile FrameSource current;

    /** When the call into the source that is under way began, or {@link #IDLE}. */
    private volatile long callStarted = IDLE;

    private record Situation(CameraState state, Instant since, Optional<String> error, int failures) {}

    private record LastPicture(Size size, long nanos) {}

    /**
     * @param name unique name
     * @param opener opens the source, blocking; throws {@link SourceException} when that fails
     * @param slot where frames go
     */
    public Camera(
            String name,
            Supplier<FrameSource> opener,
            FrameSlot slot,
            CameraPolicy policy,
            MonotonicClock clock,
            Consumer<CameraStatus> listener) {
        this.name = name;
        this.opener = opener;
        this.slot = slot;
        this.policy = policy;
        this.clock = clock;
        this.listener = listener;
        pool = new FramePool(policy.buffers());
        situation = new Situation(CameraState.CONNECTING, clock.instant(), Optional.empty(), 0);
        // A daemon thread: one that is stuck in a native call must not keep the process alive.
        thread = Thread.ofPlatform().name("camera-" + name).daemon().unstarted(this::run);
    }

    public String name() {
        return name;
    }

    public void start() {
        thread.start();
    }

    public CameraStatus status() {
        Situation now = situation;
        Optional<LastPicture> picture = lastPicture;
        long nanos = clock.nanos();
        return new CameraStatus(
                name,
                now.state(),
                now.since(),
                now.error(),
                now.failures(),
                captured,
                slot.drops().snapshot(),
                rate.perSecond(nanos),
                picture.map(LastPicture::size),
                picture.map(last -> Duration.ofNanos(nanos - last.nanos())));
    }

    /** Notices that the source has not answered for too long, and in the end gives its call up. */
    public void watch() {
        long started = callStarted;
        long waited = clock.nanos() - started;
        if (started == IDLE || waited < policy.stallAfter().toNanos()) {
            return;
        }
        FrameSource source = current;
        if (source != null && waited >= policy.abortAfter().toNanos() && callStarted == started) {
            source.abort();
        }
        synchronized (transitions) {
            CameraState state = situation.state();
            if (callStarted == started && (state == CameraState.RUNNING || state == CameraState.CONNECTING)) {
                String error = "the source has not answered for %d s; check its cable, power or network"
                        .formatted(policy.stallAfter().toSeconds());
                enter(CameraState.STALLED, Optional.of(error), situation.failures());
            }
        }
    }

    /** Stops capturing; returns after {@link CameraPolicy#closeWithin} even when a native call does not. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        boolean ended = false;
        try {
            ended = thread.getState() == Thread.State.NEW || thread.join(policy.closeWithin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            LOG.warn("camera \"{}\": its source does not return from a call; its thread is left behind", name);
        }
        slot.clear();
        pool.close();
        enter(CameraState.STOPPED, situation.error(), situation.failures());
    }

    private void run() {
        int failures = 0;
        while (!stopping) {
            enter(CameraState.CONNECTING, situation.error(), failures);
            long began = clock.nanos();
            try {
                capture();
                enter(CameraState.ENDED, Optional.empty(), 0);
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                failures = failuresInARow(failures, began);
                if (stopping || !retry(explain(e), failures)) {
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
        PlaybackClock playback = new PlaybackClock();
        try (FrameSource source = inSource(opener)) {
            current = source;
            Delivery delivery = source.delivery();
            while (inSource(source::grab)) {
                captured++;
                if (delivery == Delivery.TIMED) {
                    clock.sleepUntil(playback.dueNanos(source.timestampNanos(), clock.nanos()));
                }
                long nanos = clock.nanos();
                Optional<Frame> buffer =
                        delivery == Delivery.ON_DEMAND ? Optional.of(pool.awaitFrame()) : pool.acquire();
                if (buffer.isEmpty()) {
                    slot.drops().add(DropReason.NO_BUFFER);
                } else if (fill(buffer.get(), source, nanos)) {
                    if (delivery == Delivery.ON_DEMAND) {
                        slot.publishWhenEmpty(buffer.get());
                    } else {
                        slot.publish(buffer.get());
                    }
                }
                if (stopping) {
                    throw new InterruptedException();
                }
            }
        } finally {
            current = null;
        }
    }

    /** Turns the grabbed picture into a frame that can be published; false when it was dropped. */
    private boolean fill(Frame frame, FrameSource source, long nanos) {
        boolean decoded = false;
        try {
            decoded = inSource(() -> source.retrieve(frame.image()));
            if (decoded) {
                frame.stamp(captured, nanos, clock.instant());
                arrived(frame);
            } else {
                slot.drops().add(DropReason.UNDECODABLE);
            }
            return decoded;
        } finally {
            if (!decoded) {
                frame.release();
            }
        }
    }

    private void arrived(Frame frame) {
        rate.mark(frame.capturedNanos());
        lastPicture = Optional.of(new LastPicture(new Size(frame.width(), frame.height()), frame.capturedNanos()));
        if (situation.state() != CameraState.RUNNING) {
            enter(CameraState.RUNNING, Optional.empty(), 0);
        }
    }

    /** Makes a call that may block in native code known to {@link #watch}. */
    private <T> T inSource(Supplier<T> call) {
        callStarted = clock.nanos();
        try {
            return call.get();
        } finally {
            callStarted = IDLE;
        }
    }

    /** A camera that ran for long enough begins again with the shortest wait. */
    private int failuresInARow(int before, long began) {
        boolean ran = lastPicture
                .filter(picture ->
                        picture.nanos() - began >= policy.retry().stableAfter().toNanos())
                .isPresent();
        return ran ? 1 : before + 1;
    }

    /** Waits before the next attempt; false when the camera was stopped meanwhile. */
    private boolean retry(String error, int failures) {
        Duration delay = policy.retry().delay(failures, random);
        enter(CameraState.RETRYING, Optional.of(error), failures);
        try {
            clock.sleepUntil(clock.nanos() + delay.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void enter(CameraState state, Optional<String> error, int failures) {
        synchronized (transitions) {
            if (situation.state() == CameraState.STOPPED) {
                return;
            }
            situation = new Situation(state, clock.instant(), error, failures);
            try {
                listener.accept(status());
            } catch (RuntimeException e) {
                LOG.error("camera \"{}\": a listener failed on state {}", name, state, e);
            }
        }
    }
}
