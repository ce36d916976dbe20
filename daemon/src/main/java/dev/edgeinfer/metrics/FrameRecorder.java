package dev.edgeinfer.metrics;

import dev.edgeinfer.camera.Frame;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.FrameListener;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Records how long each stage took for each frame, and how old its result was. Records on the inference thread. */
public final class FrameRecorder implements FrameListener {

    private final Map<String, OfCamera> cameras;
    private final LongSupplier nanos;

    private record OfCamera(
            DurationHistogram preprocess,
            DurationHistogram inference,
            DurationHistogram postprocess,
            DurationHistogram age) {

        private OfCamera() {
            this(new DurationHistogram(), new DurationHistogram(), new DurationHistogram(), new DurationHistogram());
        }
    }

    /**
     * @param cameras names of all cameras
     * @param nanos {@link System#nanoTime}
     */
    public FrameRecorder(Collection<String> cameras, LongSupplier nanos) {
        this.cameras = cameras.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new OfCamera()));
        this.nanos = nanos;
    }

    @Override
    public void onFrame(Frame frame, DetectionFrame detections) {
        record(detections);
    }

    void record(DetectionFrame detections) {
        OfCamera camera = cameras.get(detections.camera());
        Timing timing = detections.timing();
        camera.preprocess().record(timing.preprocessNanos());
        camera.inference().record(timing.inferenceNanos());
        camera.postprocess().record(timing.postprocessNanos());
        camera.age().record(nanos.getAsLong() - detections.capturedNanos());
    }

    List<MetricSnapshot> snapshots() {
        var stages = HistogramSnapshot.builder()
                .name(Family.PREFIX + "stage_duration_seconds")
                .unit(Unit.SECONDS)
                .help("Time that a stage of detection took for a frame.");
        var ages = HistogramSnapshot.builder()
                .name(Family.PREFIX + "result_age_seconds")
                .unit(Unit.SECONDS)
                .help("Time from the capture of a frame to its detections.");
        cameras.forEach((name, camera) -> {
            stages.dataPoint(camera.preprocess().snapshot(Labels.of("camera", name, "stage", "preprocess")));
            stages.dataPoint(camera.inference().snapshot(Labels.of("camera", name, "stage", "inference")));
            stages.dataPoint(camera.postprocess().snapshot(Labels.of("camera", name, "stage", "postprocess")));
            ages.dataPoint(camera.age().snapshot(Labels.of("camera", name)));
        });
        return List.of(stages.build(), ages.build());
    }
}
