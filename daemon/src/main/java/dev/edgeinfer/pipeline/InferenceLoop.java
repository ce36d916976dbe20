package dev.edgeinfer.pipeline;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorException;
import dev.edgeinfer.detect.PreparedPicture;
import dev.edgeinfer.detect.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the detector on the frames of all cameras, one at a time, each camera at its target rate. A frame that motion
 * gating passes over takes the place of an inference, at almost no cost; nothing is published for it but that the camera
 * is still, and what was seen last stands. {@link InferenceRequests} are one more party beside the cameras.
 *
 * <p>While cameras have more frames than can be inferred, the preprocessing of the next one is done beside the inference before, just
 * before that is expected to end.
 *
 * <p><b>Life cycle.</b> Register every camera, {@link #start}, {@link #close}. The detector is used by the loop's
 * threads only and is not closed here; {@link #use} puts another in its place between two frames. A detector that throws
 * loses that frame; the loop goes on.
 */
public final class InferenceLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceLoop.class);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    /** What part of an inference is left for it to end before it is expected to. */
    private static final int MARGIN = 8;

    private final DetectionBus bus;
    private final List<Lane> lanes = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("inference").daemon().unstarted(this::run);
    private final InferenceProgress progress = new InferenceProgress();
    private final InferenceRequests requests =
            new InferenceRequests(System::nanoTime, this::serves, () -> LockSupport.unpark(thread));
    private final AtomicReference<Change> change = new AtomicReference<>();
    private volatile boolean stopping;
    private volatile boolean ended;

    /** Of the loop's thread once it runs, as is what follows. */
    private Detector detector;

    private Schedule schedule;
    private Timing last = new Timing(0, 0, 0);

    /** Another detector, and whether it has taken the place of the one before. */
    private record Change(Detector next, CountDownLatch taken) {}

    /** A picture that only needs to be inferred, by the detector that it waits in. */
    private record Ready(Lane.Turn turn, PreparedPicture picture, Detector detector) {}

    public InferenceLoop(Detector detector, DetectionBus bus) {
        this.detector = detector;
        this.bus = bus;
    }

    /** Adds a camera; before {@link #start} only. */
    Lane register(CameraConfig camera) {
        if (thread.getState() != Thread.State.NEW) {
            throw new IllegalStateException("cameras are registered before the loop starts");
        }
        Lane lane = new Lane(camera, bus, () -> LockSupport.unpark(thread));
        lanes.add(lane);
        return lane;
    }

    /**
     * Has the frames after this one, of all cameras, looked at by another detector. One caller at a time, on any thread but
     * the loop's.
     *
     * @param patience how long the inference that runs may take to end
     * @return whether the one before is not used any more; false: it stays in use
     */
    boolean use(Detector next, Duration patience) throws InterruptedException {
        var wanted = new Change(next, new CountDownLatch(1));
        change.set(wanted);
        LockSupport.unpark(thread);
        if (ended) {
            takeChange();
        }
        return wanted.taken().await(patience.toNanos(), TimeUnit.NANOSECONDS) || !change.compareAndSet(wanted, null);
    }

    private void takeChange() {
        if (change.get() != null) {
            Change wanted = change.getAndSet(null);
            if (wanted != null) {
                detector = wanted.next();
                wanted.taken().countDown();
            }
        }
    }

    /** What is asked of detectors beside the cameras. */
    InferenceRequests requests() {
        return requests;
    }

    public void start() {
        thread.start();
    }

    private boolean serves() {
        return thread.isAlive() && !stopping;
    }

    /** Whether the loop's thread lives; any thread may ask. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** How long the loop has not come back from one frame, when that is too long; any thread may ask. */
    Optional<Duration> stuckFor(long nowNanos) {
        return progress.stuckFor(nowNanos);
    }

    /** Lets the running inference finish and starts no other. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (thread.getState() != Thread.State.NEW && !thread.join(CLOSE_WITHIN)) {
                LOG.warn("the running inference has not ended within {} s", CLOSE_WITHIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            serve();
        } finally {
            lanes.forEach(Lane::free);
            ended = true;
            takeChange();
        }
    }

    private void serve() {
        List<Pacer> pacers = new ArrayList<>();
        lanes.forEach(lane -> pacers.add(lane.pacer()));
        pacers.add(Pacer.beside(pacers, InferenceRequests.SHARE));
        schedule = new Schedule(pacers);
        Optional<Ready> ready = Optional.empty();
        try (var ahead = new LookAhead<>("preparation", this::prepareNext)) {
            while (!stopping) {
                takeChange();
                if (ready.isPresent()) {
                    Ready waiting = ready.get();
                    ready = infer(() -> again(waiting), ahead);
                } else {
                    ready = serveNext(ahead);
                }
            }
        } finally {
            ready.ifPresent(left -> left.turn().lane().end(left.turn()));
        }
    }

    /** Serves whoever is first in the line, or waits for someone; what was made ready meanwhile. */
    private Optional<Ready> serveNext(LookAhead<Ready> ahead) {
        long now = System.nanoTime();
        OptionalInt next = schedule.next(now, this::hasWork);
        if (next.isEmpty()) {
            await(schedule.wakeAt(now, this::hasWork));
            return Optional.empty();
        }
        schedule.started(next.getAsInt(), now);
        if (next.getAsInt() == lanes.size()) {
            serveRequest();
            return Optional.empty();
        }
        Lane lane = lanes.get(next.getAsInt());
        return infer(() -> lane.begin().flatMap(this::prepare), ahead);
    }

    /**
     * Makes ready what is to be inferred next, if that is a picture. Those that motion gating might pass over wait for their turn, since what it
     * says is published at once.
     */
    private Optional<Ready> prepareNext() {
        long now = System.nanoTime();
        OptionalInt next = schedule.next(now, this::hasWork);
        if (next.isEmpty() || next.getAsInt() == lanes.size()) {
            return Optional.empty();
        }
        Lane lane = lanes.get(next.getAsInt());
        if (lane.isGated()) {
            return Optional.empty();
        }
        schedule.started(next.getAsInt(), now);
        return lane.begin().flatMap(this::prepare);
    }

    private Optional<Ready> prepare(Lane.Turn turn) {
        try {
            return Optional.of(new Ready(turn, detector.prepare(turn.image()), detector));
        } catch (RuntimeException | Error e) {
            turn.lane().failed(e.toString(), e);
            turn.lane().end(turn);
            return Optional.empty();
        }
    }

    /** The same picture in the detector that is in use now. */
    private Optional<Ready> again(Ready ready) {
        return ready.detector() == detector ? Optional.of(ready) : prepare(ready.turn());
    }

    /** Infers what there is to infer, if there is; what was made ready meanwhile. */
    private Optional<Ready> infer(Supplier<Optional<Ready>> next, LookAhead<Ready> ahead) {
        progress.began(System.nanoTime());
        try {
            return next.get().flatMap(ready -> infer(ready, ahead));
        } finally {
            progress.ended(System.nanoTime());
        }
    }

    /** Infers, and publishes; what was made ready meanwhile. */
    private Optional<Ready> infer(Ready ready, LookAhead<Ready> ahead) {
        Lane.Turn turn = ready.turn();
        Lane lane = turn.lane();
        ahead.begin(System.nanoTime()
                + Math.max(0, last.inferenceNanos() - last.inferenceNanos() / MARGIN - 2 * last.preprocessNanos()));
        Optional<Ready> next = Optional.empty();
        try {
            DetectionResult result;
            try {
                result = ready.picture().detect();
            } finally {
                next = ahead.end();
            }
            last = result.timing();
            lane.detected(turn, result);
        } catch (DetectorException e) {
            lane.failed(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            lane.failed(e.toString(), e);
        } finally {
            lane.end(turn);
        }
        return next;
    }

    private void serveRequest() {
        progress.began(System.nanoTime());
        try {
            requests.serveNext();
        } finally {
            progress.ended(System.nanoTime());
        }
    }

    /** Waits for a time, for the next frame of any camera, or for a request. */
    private void await(OptionalLong wakeAt) {
        if (wakeAt.isPresent()) {
            LockSupport.parkNanos(this, wakeAt.getAsLong() - System.nanoTime());
        } else {
            LockSupport.park(this);
        }
    }

    /** Whether a camera has a fresh frame; the party after the last camera is the requests. */
    private boolean hasWork(int party) {
        return party == lanes.size()
                ? requests.size() > 0
                : lanes.get(party).slot().hasFrame();
    }
}
