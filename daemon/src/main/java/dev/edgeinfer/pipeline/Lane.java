package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.Frame;
import dev.edgeinfer.camera.FrameSlot;
import dev.edgeinfer.camera.RateMeter;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.detect.DetectionResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera's way through the {@link InferenceLoop}. What is not said to be for any thread is the loop's.
 */
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final Duration RATE_WINDOW = Duration.ofSeconds(10);
    private static final long NEVER = Long.MIN_VALUE;

    private final String camera;
    private final OptionalDouble targetFps;
    private final Pacer pacer;
    private final DetectionBus bus;
    private final FrameSlot slot;
    private final RateMeter rate = new RateMeter(RATE_WINDOW);
    private final ResultAges ages = new ResultAges();

    /** They take turns: a picture can be looked at while another is detected. */
    private final List<RegionView> views;

    private final Optional<MotionGate> gate;
    private int turns;

    /** Written by the loop's thread only. */
    private volatile long detected;

    private volatile boolean still;

    /** When it was last asked to look again, and what of that the gate knows. */
    private volatile long refreshNanos = NEVER;

    /** Until when every picture is detected, whether anything moves or not. */
    private volatile long burstEnd = NEVER;

    private long forgottenNanos = NEVER;

    private volatile Optional<String> error = Optional.empty();

    /**
     * A picture that is to be detected.
     *
     * @param frame held until {@link Lane#end}
     * @param view what cut the picture
     * @param image the part of the picture that the detector looks at
     */
    record Turn(Lane lane, Frame frame, RegionView view, Mat image) {}

    /** @param onFrame called when there is a new frame, by any thread */
    Lane(CameraConfig config, DetectionBus bus, Runnable onFrame) {
        camera = config.name();
        targetFps = config.targetFps();
        pacer = new Pacer(targetFps, config.priority());
        this.bus = bus;
        slot = new FrameSlot(onFrame);
        views = List.of(
                new RegionView(config.picture().region()),
                new RegionView(config.picture().region()));
        gate = config.motion().map(MotionGate::new);
    }

    /** Where the camera puts its frames; for any thread. */
    FrameSlot slot() {
        return slot;
    }

    Pacer pacer() {
        return pacer;
    }

    /** For any thread. */
    LoopStatus status() {
        return new LoopStatus(targetFps, rate.perSecond(System.nanoTime()), detected, error, ages.summary(), motion());
    }

    /** Has the next picture that is captured looked at, since somebody who acts on detections has forgotten them; for any thread. */
    void refresh() {
        refreshNanos = System.nanoTime();
    }

    /** Has every picture captured up to a time detected; one that lasts longer already is not cut. For any thread. */
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

    /** Whether pictures may be passed over, which is then told to everybody at once. */
    boolean isGated() {
        return gate.isPresent();
    }

    /** Takes the latest frame; empty: there is none, or it is passed over. */
    Optional<Turn> begin() {
        slot.wantFrom(pacer.dueNanos());
        return slot.take().flatMap(this::begin);
    }

    private Optional<Turn> begin(Frame frame) {
        RegionView view = views.get(turns++ % views.size());
        boolean taken = false;
        try {
            Mat image = view.of(frame.image());
            still = isStill(image, frame.capturedNanos());
            if (still) {
                slot.drops().add(DropReason.STILL);
                bus.still(camera);
                return Optional.empty();
            }
            taken = true;
            return Optional.of(new Turn(this, frame, view, image));
        } catch (RuntimeException | Error e) {
            failed(e.toString(), e);
            return Optional.empty();
        } finally {
            if (!taken) {
                view.release();
                frame.release();
            }
        }
    }

    /** Publishes what was seen. */
    void detected(Turn turn, DetectionResult result) {
        Frame frame = turn.frame();
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
                        turn.view().inPicture(result),
                        result.timing()));
        rate.mark(System.nanoTime());
        detected++;
        error = Optional.empty();
    }

    /** Logs a failure once, not with every frame until it is over. */
    void failed(String message, Throwable cause) {
        slot.drops().add(DropReason.DETECTOR_FAILED);
        if (error.isEmpty()) {
            LOG.error("camera \"{}\": the detector failed; the loop goes on with the next frame", camera, cause);
        }
        error = Optional.of(message);
    }

    void end(Turn turn) {
        turn.view().release();
        turn.frame().release();
    }

    private boolean isStill(Mat image, long capturedNanos) {
        if (gate.isEmpty()) {
            return false;
        }
        long asked = refreshNanos;
        if (asked != forgottenNanos && capturedNanos - asked >= 0) {
            gate.get().forget();
            forgottenNanos = asked;
        }
        // Asked also in a burst, because it has to know what the place has looked like.
        boolean wanted = gate.get().wants(image, capturedNanos);
        return !wanted && !isBurst(capturedNanos);
    }

    private boolean isBurst(long capturedNanos) {
        long end = burstEnd;
        return end != NEVER && capturedNanos - end < 0;
    }

    void free() {
        views.forEach(RegionView::close);
        gate.ifPresent(MotionGate::close);
    }
}
