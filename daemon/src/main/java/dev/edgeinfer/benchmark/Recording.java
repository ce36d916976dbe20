package dev.edgeinfer.benchmark;

import dev.edgeinfer.pipeline.DetectionFrame;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the threads of the pipeline note while it is measured; before and after that they note nothing. */
final class Recording {

    private final Map<Stage, LatencyHistogram> stages = new EnumMap<>(Stage.class);
    private final Map<String, LongAdder> frames = new ConcurrentHashMap<>();
    private final LongAdder detections = new LongAdder();

    private volatile boolean running;
    private volatile DetectionFrame last;

    Recording() {
        for (Stage stage : Stage.values()) {
            stages.put(stage, new LatencyHistogram());
        }
    }

    void start() {
        running = true;
    }

    void stop() {
        running = false;
    }

    void duration(Stage stage, long nanos) {
        if (running) {
            stages.get(stage).record(nanos);
        }
    }

    void frame(DetectionFrame frame, long nowNanos) {
        last = frame;
        if (running) {
            duration(Stage.PREPROCESS, frame.timing().preprocessNanos());
            duration(Stage.INFERENCE, frame.timing().inferenceNanos());
            duration(Stage.POSTPROCESS, frame.timing().postprocessNanos());
            duration(Stage.RESULT_AGE, nowNanos - frame.capturedNanos());
            frames.computeIfAbsent(frame.camera(), _ -> new LongAdder()).increment();
            detections.add(frame.detections().size());
        }
    }

    LatencyHistogram of(Stage stage) {
        return stages.get(stage);
    }

    /** Frames that were detected meanwhile, of all cameras. */
    long frames() {
        return frames.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Frames of one camera. */
    long frames(String camera) {
        LongAdder counted = frames.get(camera);
        return counted == null ? 0 : counted.sum();
    }

    long detections() {
        return detections.sum();
    }

    /** The newest frame; {@code null} before the first. */
    DetectionFrame last() {
        return last;
    }
}
