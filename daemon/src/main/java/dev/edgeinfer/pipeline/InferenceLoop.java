package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.Frame;
import dev.edgeinfer.camera.FrameSlot;
import dev.edgeinfer.camera.RateMeter;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the detector on the frames of all cameras, one at a time, each camera at its target rate. A frame that motion
 * gating passes over takes the place of an inference, at almost no cost; nothing is published for it but that the camera
 * is still, and what was seen last stands. {@link InferenceRequests} are one more party beside the cameras.
 *
 * <p><b>Life cycle.</b> Register every camera, {@link #start}, {@link #close}. The detector is used by the loop's
 * thread only and is not closed here; {@link #use} puts another in its place between two frames. A detector that throws
 * loses that frame; the loop goes on.
 */
public final class InferenceLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceLoop.class);

    private static final Duration RATE_WINDOW = Duration.ofSeconds(10);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);
    private static final long NEVER = Long.MIN_VALUE;

    private final DetectionBus bus;
    private final List<Lane> lanes = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("inference").daemon().unstarted(this::run);
    private final InferenceProgress progress = new InferenceProgress();
    private final InferenceRequests requests =
            new InferenceRequests(System::nanoTime, this::serves, () -> LockSupport.unpark(thread));
    private final AtomicReference<Change> change = new AtomicReference<>();
    private volatile boolean stopping;
    private volatile boolean ended;

    /** Of the loop's thread once it runs. */
    private Detector detector;

    /** Another detector, and whether it has taken the place of the one before. */
    private record Change(Detector next, CountDownLatch taken) {}

    public InferenceLoop(Detector detector, DetectionBus bus) {
        this.detector = detector;
        this.bus = bus;
    }

    /** One camera's way through the loop. */
    public final class Lane {

        private final String camera;
        private final OptionalDouble targetFps;
        private final Pacer pacer;
        private final FrameSlot slot = new FrameSlot(() -> LockSupport.unpark(thread));
        private final RateMeter rate = new RateMeter(RATE_WINDOW);
        private final ResultAges ages = new ResultAges();
        private final RegionView view;
        private final Optional<MotionGate> gate;

        /** Written by the loop's thread only. */
        private volatile long detected;

        private volatile boolean still;

        /** When it was last asked to look again, and what of that the gate knows. */
        private volatile long refreshNanos = NEVER;

        /** Until when every picture is detected, whether anything moves or not. */
        private volatile long burstEnd = NEVER;

        private long forgottenNanos = NEVER;

        private volatile Optional<String> error = Optional.empty();

        private Lane(CameraConfig config) {
            camera = config.name();
            targetFps = config.targetFps();
            pacer = new Pacer(targetFps, config.priority());
            view = new RegionView(config.picture().region());
            gate = config.motion().map(MotionGate::new);
        }

        /** Where the camera puts its frames. */
        public FrameSlot slot() {
            return slot;
        }

        public LoopStatus status() {
            return new LoopStatus(
                    targetFps, rate.perSecond(System.nanoTime()), detected, error, ages.summary(), motion());
        }

        /** Has the next picture that is captured looked at, since somebody who acts on detections has forgotten them. */
        void refresh() {
            refreshNanos = System.nanoTime();
        }

        /** Has every picture captured up to a time detected; one that lasts longer already is not cut. */
        synchronized void burst(long untilNanos) {
            if (burstEnd == NEVER || untilNanos - burstEnd > 0) {
                burstEnd = untilNanos;
            }
        }

        private Optional<MotionStatus> motion() {
            long passedOver = slot.drops().count(DropReason.STILL);
            long all = Math.max(1, passedOver + detected);
            return gate.map(_ -> new MotionStatus(still, (double) passedOver / all));
        }

        private void serve(Frame frame) {
            progress.began(System.nanoTime());
            try {
                Mat shown = view.of(frame.image());
                if (isStill(shown, frame.capturedNanos())) {
                    slot.drops().add(DropReason.STILL);
                    still = true;
                    bus.still(camera);
                } else {
                    still = false;
                    detect(shown, frame);
                }
            } catch (DetectorException e) {
                failed(e.getMessage(), e);
            } catch (RuntimeException | Error e) {
                failed(e.toString(), e);
            } finally {
                view.release();
                frame.release();
                progress.ended(System.nanoTime());
            }
        }

        private boolean isStill(Mat shown, long capturedNanos) {
            if (gate.isEmpty()) {
                return false;
            }
            long asked = refreshNanos;
            if (asked != forgottenNanos && capturedNanos - asked >= 0) {
                gate.get().forget();
                forgottenNanos = asked;
            }
            // Asked also in a burst, because it has to know what the place has looked like.
            boolean wanted = gate.get().wants(shown, capturedNanos);
            return !wanted && !isBurst(capturedNanos);
        }

        private boolean isBurst(long capturedNanos) {
            long end = burstEnd;
            return end != NEVER && capturedNanos - end < 0;
        }

        private void detect(Mat shown, Frame frame) {
            DetectionResult result = detector.detect(shown);
            ages.add(System.nanoTime() - frame.capturedNanos());
            bus.publish(
                    frame,
                    new DetectionFrame(
                            camera,
                            frame.sequence(),
                            frame.capturedAt(),
                            frame.capturedNanos(),
                            frame.width(),
                            frame.height(),
                            view.inPicture(result),
                            result.timing()));
            rate.mark(System.nanoTime());
            detected++;
            error = Optional.empty();
        }

        private void free() {
            view.close();
            gate.ifPresent(MotionGate::close);
        }

        /** Logs a failure once, not with every frame until it is over. */
        private void failed(String message, Throwable cause) {
            slot.drops().add(DropReason.DETECTOR_FAILED);
            if (error.isEmpty()) {
                LOG.error("camera \"{}\": the detector failed; the loop goes on with the next frame", camera, cause);
            }
            error = Optional.of(message);
        }
    }

    /** Adds a camera; before {@link #start} only. */
    public Lane register(CameraConfig camera) {
        if (thread.getState() != Thread.State.NEW) {
            throw new IllegalStateException("cameras are registered before the loop starts");
        }
        Lane lane = new Lane(camera);
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
        lanes.forEach(lane -> pacers.add(lane.pacer));
        pacers.add(Pacer.beside(pacers, InferenceRequests.SHARE));
        Schedule schedule = new Schedule(pacers);
        while (!stopping) {
            takeChange();
            long now = System.nanoTime();
            OptionalInt next = schedule.next(now, this::hasWork);
            if (next.isPresent()) {
                schedule.started(next.getAsInt(), now);
                serve(next.getAsInt());
            } else {
                await(schedule.wakeAt(now, this::hasWork));
            }
        }
    }

    private void serve(int party) {
        if (party == lanes.size()) {
            serveRequest();
            return;
        }
        Lane lane = lanes.get(party);
        lane.slot.wantFrom(lane.pacer.dueNanos());
        lane.slot.take().ifPresent(lane::serve);
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
                : lanes.get(party).slot.hasFrame();
    }
}
