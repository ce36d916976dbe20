package dev.edgeinfer.event;

import dev.edgeinfer.event.EventEngine.Candidate;
import dev.edgeinfer.track.TrackedFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the best picture of each event, on a thread of its own: what pictures cost delays no track and no rule. The best
 * is the one with the greatest product of the score, the part of the frame that the object takes, and its sharpness. An
 * event has at most one picture taken a second.
 *
 * <p><b>Life cycle.</b> {@link #start} once, {@link #offer} from any thread, {@link #close} before the engine is closed.
 */
public final class SnapshotTaker implements AutoCloseable {

    /** A picture that is hardly better is not worth being written. */
    private static final double BETTER = 1.1;

    private static final Logger log = LoggerFactory.getLogger(SnapshotTaker.class);

    private final EventEngine engine;
    private final Pixels pixels;
    private final Function<Mat, byte[]> encoder;
    private final BiConsumer<String, byte[]> sink;
    private final Thread thread;

    /** Of each camera the newest frame that was not looked at; also the lock. */
    private final Map<String, TrackedFrame> waiting = new LinkedHashMap<>();

    private boolean closed;

    /** A picture of some events, with the worth and value that it has for each. */
    private record Picture(byte[] jpeg, List<Valued> events) {}

    private record Valued(Candidate candidate, double value) {}

    /**
     * @param encoder makes a JPEG of a frame
     * @param sink takes the id of an event and its picture, without waiting
     */
    public SnapshotTaker(
            EventEngine engine, Pixels pixels, Function<Mat, byte[]> encoder, BiConsumer<String, byte[]> sink) {
        this.engine = engine;
        this.pixels = pixels;
        this.encoder = encoder;
        this.sink = sink;
        thread = Thread.ofPlatform().name("snapshots").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Hands over a frame that the engine has seen; one of the same camera that still waits is left out. */
    public void offer(TrackedFrame frame) {
        synchronized (waiting) {
            waiting.put(frame.camera(), frame);
            waiting.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (TrackedFrame frame = next(); frame != null; frame = next()) {
                take(frame);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next frame; null: it is the end. */
    private TrackedFrame next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty() && !closed) {
                waiting.wait();
            }
            if (closed) {
                return null;
            }
            Iterator<TrackedFrame> frames = waiting.values().iterator();
            TrackedFrame first = frames.next();
            frames.remove();
            return first;
        }
    }

    /** Takes the picture of a frame for the events to which it is the best so far. */
    void take(TrackedFrame frame) {
        try {
            List<Candidate> candidates = engine.candidates(frame);
            if (candidates.isEmpty()) {
                return;
            }
            pixels.of(frame.camera(), frame.sequence(), image -> picture(image, candidates))
                    .ifPresent(picture -> keep(frame, picture));
        } catch (RuntimeException e) {
            log.warn("no snapshot of camera \"{}\" could be taken", frame.camera(), e);
        }
    }

    private Picture picture(Mat image, List<Candidate> candidates) {
        var better = new ArrayList<Valued>();
        for (Candidate candidate : candidates) {
            double value =
                    candidate.worth() * Sharpness.of(image, candidate.track().box());
            if (candidate.worthBefore() == 0 || value > candidate.valueBefore() * BETTER) {
                better.add(new Valued(candidate, value));
            }
        }
        return new Picture(better.isEmpty() ? new byte[0] : encoder.apply(image), better);
    }

    private void keep(TrackedFrame frame, Picture picture) {
        for (Valued valued : picture.events()) {
            sink.accept(valued.candidate().event(), picture.jpeg());
            engine.pictured(frame.camera(), valued.candidate(), valued.value());
        }
    }
}
