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
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the detector on the frames of all cameras, one at a time, each camera at its target rate.
 *
 * <p><b>Life cycle.</b> Register every camera, {@link #start}, {@link #close}. The detector is used by the loop's
 * thread only and is not closed here. A detector that throws loses that frame; the loop goes on.
 */
public final class InferenceLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceLoop.class);

    private static final Duration RATE_WINDOW = Duration.ofSeconds(10);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    private final Detector detector;
    private final DetectionBus bus;
    private final List<Lane> lanes = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("inference").daemon().unstarted(this::run);
    private final InferenceProgress progress = new InferenceProgress();
    private volatile boolean stopping;

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

        /** Written by the loop's thread only. */
        private volatile long detected;

        private volatile Optional<String> error = Optional.empty();

        private Lane(CameraConfig config) {
            camera = config.name();
            targetFps = config.targetFps();
            pacer = new Pacer(targetFps, config.priority());
            view = new RegionView(config.picture().region());
        }

        /** Where the camera puts its frames. */
        public FrameSlot slot() {
            return slot;
        }

        public LoopStatus status() {
            return new LoopStatus(targetFps, rate.perSecond(System.nanoTime()), detected, error, ages.summary());
        }

        private void serve(Frame frame) {
            progress.began(System.nanoTime());
            try {
                detect(frame);
                rate.mark(System.nanoTime());
                detected++;
                error = Optional.empty();
            } catch (DetectorException e) {
                failed(e.getMessage(), e);
            } catch (RuntimeException | Error e) {
                failed(e.toString(), e);
            } finally {
                progress.ended(System.nanoTime());
            }
        }

        private void detect(Frame frame) {
            try {
                DetectionResult result = view.detect(detector, frame.image());
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
                                result.detections(),
                                result.timing()));
            } finally {
                frame.release();
            }
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

    public void start() {
        thread.start();
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
            lanes.forEach(lane -> lane.view.close());
        }
    }

    private void serve() {
        Schedule schedule = new Schedule(lanes.stream().map(lane -> lane.pacer).toList());
        while (!stopping) {
            long now = System.nanoTime();
            OptionalInt next = schedule.next(now, this::hasFrame);
            if (next.isPresent()) {
                Lane lane = lanes.get(next.getAsInt());
                schedule.started(next.getAsInt(), now);
                lane.slot.wantFrom(lane.pacer.dueNanos());
                lane.slot.take().ifPresent(lane::serve);
            } else {
                await(schedule.wakeAt(now, this::hasFrame));
            }
        }
    }

    /** Waits for a time, or for the next frame of any camera. */
    private void await(OptionalLong wakeAt) {
        if (wakeAt.isPresent()) {
            LockSupport.parkNanos(this, wakeAt.getAsLong() - System.nanoTime());
        } else {
            LockSupport.park(this);
        }
    }

    private boolean hasFrame(int lane) {
        return lanes.get(lane).slot.hasFrame();
    }
}
