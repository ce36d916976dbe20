package dev.edgeinfer.camera;

import dev.edgeinfer.config.SourceConfig.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one camera, over all its capture threads: its state, its pictures, its failures.
 *
 * <p>Pictures are told by the one capture thread that has the camera; states by that thread and by who watches it. Any
 * thread may ask. The listener hears of every change of state, in order, one call at a time, on the thread that tells it.
 */
final class CameraJournal {

    private static final Logger LOG = LoggerFactory.getLogger(CameraJournal.class);

    private static final Duration RATE_WINDOW = Duration.ofSeconds(5);

    private final String name;
    private final DropCounters drops;
    private final MonotonicClock clock;
    private final Consumer<CameraStatus> listener;

    private final RateMeter rate = new RateMeter(RATE_WINDOW);
    private final Object transitions = new Object();

    private volatile Situation situation;

    /** Written by one capture thread at a time, like the last picture. */
    private volatile long captured;

    private volatile Optional<LastPicture> lastPicture = Optional.empty();

    private volatile Losses losses = new Losses(0, 0);

    private record Situation(CameraState state, Instant since, Optional<String> error, int failures) {}

    private record LastPicture(Size size, long nanos) {}

    private record Losses(long callsAbandoned, int threadsStuck) {}

    CameraJournal(String name, DropCounters drops, MonotonicClock clock, Consumer<CameraStatus> listener) {
        this.name = name;
        this.drops = drops;
        this.clock = clock;
        this.listener = listener;
        situation = new Situation(CameraState.CONNECTING, clock.instant(), Optional.empty(), 0);
    }

    CameraStatus status() {
        Situation now = situation;
        Losses lost = losses;
        Optional<LastPicture> picture = lastPicture;
        long nanos = clock.nanos();
        return new CameraStatus(
                name,
                now.state(),
                now.since(),
                now.error(),
                now.failures(),
                captured,
                drops.snapshot(),
                rate.perSecond(nanos),
                picture.map(LastPicture::size),
                picture.map(last -> Duration.ofNanos(nanos - last.nanos())),
                lost.callsAbandoned(),
                lost.threadsStuck());
    }

    CameraState state() {
        return situation.state();
    }

    int failures() {
        return situation.failures();
    }

    Optional<String> error() {
        return situation.error();
    }

    /**
     * The source has delivered a picture.
     *
     * @return its number, from 1
     */
    long grabbed() {
        long number = captured + 1;
        captured = number;
        return number;
    }

    /** A picture is whole and on its way. */
    void arrived(Frame frame) {
        rate.mark(frame.capturedNanos());
        lastPicture = Optional.of(new LastPicture(new Size(frame.width(), frame.height()), frame.capturedNanos()));
        if (situation.state() != CameraState.RUNNING) {
            enter(CameraState.RUNNING, Optional.empty(), 0);
        }
    }

    /** Whether pictures still arrived when a time had passed. */
    boolean deliveredFor(Duration time, long sinceNanos) {
        return lastPicture
                .filter(picture -> picture.nanos() - sinceNanos >= time.toNanos())
                .isPresent();
    }

    /** A call into the source was given up. */
    void abandoned(int threadsStuck) {
        losses = new Losses(losses.callsAbandoned() + 1, threadsStuck);
    }

    /** A thread that was given up has ended. */
    void returned(int threadsStuck) {
        losses = new Losses(losses.callsAbandoned(), threadsStuck);
    }

    /** The camera comes into a state; it stays {@link CameraState#STOPPED} once it is. */
    void enter(CameraState state, Optional<String> error, int failures) {
        synchronized (transitions) {
            if (situation.state() != CameraState.STOPPED) {
                tell(new Situation(state, clock.instant(), error, failures));
            }
        }
    }

    /**
     * The source does not answer, unless the camera knows of something worse.
     *
     * @param still whether it has still not answered
     * @return whether the camera is stalled now and was not before
     */
    boolean stalled(String error, BooleanSupplier still) {
        synchronized (transitions) {
            CameraState state = situation.state();
            boolean stalled = still.getAsBoolean() && (state == CameraState.RUNNING || state == CameraState.CONNECTING);
            if (stalled) {
                tell(new Situation(CameraState.STALLED, clock.instant(), Optional.of(error), situation.failures()));
            }
            return stalled;
        }
    }

    private void tell(Situation next) {
        situation = next;
        try {
            listener.accept(status());
        } catch (RuntimeException e) {
            LOG.error("camera \"{}\": a listener failed on state {}", name, next.state(), e);
        }
    }
}
