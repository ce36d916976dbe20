package dev.edgeinfer.camera;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera: a capture thread that puts the latest picture of a source into a slot, and whoever takes its place when it
 * hangs in a native call for good.
 *
 * <p><b>Life cycle.</b> {@link #start} once, {@link #close} once or more. {@link #watch} is to be called about every
 * second by another thread, since a capture thread cannot tell that it is stuck in a native call. {@link #status} may
 * be called by any thread at any time.
 *
 * <p>A call into the source that takes too long makes the camera {@link CameraState#STALLED}; then it is aborted, and when
 * that does not help given up with its thread, and a new thread opens the source. So many threads may hang at one time as
 * {@link CameraPolicy#mostAbandoned} and {@link AbandonedThreads} allow; then the camera waits for one of them, and says
 * so as an {@link #obstacle}.
 *
 * <p>The listener hears of every change of state, in order, one call at a time, on a capture thread or the thread that
 * watches; it must return quickly.
 */
public final class Camera implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Camera.class);

    private final String name;
    private final Supplier<FrameSource> opener;
    private final FrameSlot slot;
    private final CameraPolicy policy;
    private final MonotonicClock clock;
    private final AbandonedThreads abandoned;
    private final CameraJournal journal;

    /** Used by the thread that watches only. */
    private final Patience patience;

    /** Guards what follows, and the order of threads; held only for as long as it takes to start one. */
    private final Object succession = new Object();

    /** The thread that has the camera; null while none may be started. */
    private Capture capture;

    private int stuck;
    private boolean closed;

    /**
     * @param name unique name
     * @param opener opens the source, blocking; throws {@link SourceException} when that fails
     * @param slot where frames go
     * @param abandoned the count of the process
     */
    public Camera(
            String name,
            Supplier<FrameSource> opener,
            FrameSlot slot,
            CameraPolicy policy,
            MonotonicClock clock,
            AbandonedThreads abandoned,
            Consumer<CameraStatus> listener) {
        this.name = name;
        this.opener = opener;
        this.slot = slot;
        this.policy = policy;
        this.clock = clock;
        this.abandoned = abandoned;
        journal = new CameraJournal(name, slot.drops(), clock, listener);
        patience = new Patience(policy);
        capture = newCapture(0);
    }

    public String name() {
        return name;
    }

    public void start() {
        synchronized (succession) {
            if (!closed) {
                capture.start();
            }
        }
    }

    public CameraStatus status() {
        return journal.status();
    }

    /** Why this camera will not come back in this process, so that only a new one helps; empty: it may. */
    public Optional<String> obstacle() {
        synchronized (succession) {
            return closed || capture != null || stuck < policy.mostAbandoned()
                    ? Optional.empty()
                    : Optional.of("camera \"%s\": %d of its threads do not return from calls into its source"
                            .formatted(name, stuck));
        }
    }

    /** Notices that the source has not answered for too long, and in the end goes on without the thread that waits. */
    public void watch() {
        Capture watched;
        synchronized (succession) {
            watched = capture;
        }
        if (watched == null || watched.hasEnded()) {
            succeed(watched);
            return;
        }
        long began = watched.call().beganNanos();
        switch (patience.judge(began, clock.nanos())) {
            case WAIT -> {
                // It answers, or may still do so.
            }
            case COMPLAIN -> complain(watched, began);
            case ABORT -> watched.abort();
            case ABANDON -> leaveBehind(watched, began);
        }
    }

    private void complain(Capture watched, long began) {
        boolean stalled = journal.stalled(
                "the source has not answered for %d s; check its cable, power or network"
                        .formatted(policy.stallAfter().toSeconds()),
                () -> watched.call().beganNanos() == began);
        if (stalled) {
            slot.clear(DropReason.STALE);
        }
    }

    private void leaveBehind(Capture left, long began) {
        synchronized (succession) {
            if (closed || !left.abandon(began)) {
                return;
            }
            count(left);
            capture = null;
            if (journal.state() != CameraState.ENDED) {
                journal.enter(
                        CameraState.RETRYING,
                        Optional.of(
                                "the source has not answered for %d s and was given up; check its cable, power or network"
                                        .formatted(policy.abandonAfter().toSeconds())),
                        journal.failures() + 1);
            }
        }
        succeed(null);
    }

    /** Begins anew with another thread, unless there is nothing left to read or too much hangs already. */
    private void succeed(Capture before) {
        synchronized (succession) {
            CameraState state = journal.state();
            if (closed || capture != before || state == CameraState.ENDED) {
                return;
            }
            if (stuck < policy.mostAbandoned() && !abandoned.isFull()) {
                capture = newCapture(Math.max(1, journal.failures()));
                capture.start();
            } else if (state != CameraState.STALLED) {
                journal.enter(
                        CameraState.STALLED,
                        Optional.of(
                                "calls into the source have been given up too often without returning; restart the daemon"),
                        journal.failures());
            }
        }
    }

    /** Stops capturing; returns after {@link CameraPolicy#closeWithin} even when a native call does not. */
    @Override
    public void close() {
        Capture last;
        synchronized (succession) {
            closed = true;
            last = capture;
            capture = null;
        }
        if (last != null && !last.stop(policy.closeWithin())) {
            synchronized (succession) {
                if (last.abandon(last.call().beganNanos())) {
                    count(last);
                }
            }
        }
        slot.clear(DropReason.STOPPED);
        journal.enter(CameraState.STOPPED, journal.error(), journal.failures());
    }

    private Capture newCapture(int failures) {
        return new Capture(name, opener, slot, policy, clock, journal, failures, this::ended);
    }

    /** A thread was left behind. */
    private void count(Capture left) {
        stuck++;
        abandoned.add();
        journal.abandoned(stuck);
        LOG.warn(
                "camera \"{}\": {} of its source does not return; its thread is left behind, {} of them in the process",
                name,
                left.call().kind().name().toLowerCase(Locale.ROOT),
                abandoned.count());
    }

    private void ended(Capture capture) {
        synchronized (succession) {
            if (capture.call().isAbandoned()) {
                stuck--;
                abandoned.remove();
                journal.returned(stuck);
                LOG.info("camera \"{}\": a thread that was left behind has returned and ended", name);
            }
        }
    }
}
