package dev.edgeinfer.metrics;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.pipeline.CameraReport;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.pipeline.Subscription;
import dev.edgeinfer.yaml.YamlValue;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What cameras, the detector and those who wait for its results do. */
final class PipelineMetrics {

    private final Family running = Family.gauge("camera_running", "Whether a camera delivers frames.");
    private final Family captured = Family.counter("camera_frames_captured", "Frames that a camera delivered.");
    private final Family detected = Family.counter("camera_frames_detected", "Frames that the detector has finished.");
    private final Family dropped = Family.counter("camera_frames_dropped", "Frames that were not detected, by reason.");
    private final Family target = Family.gauge("camera_target_fps", "Inferences a second to aim at.");
    private final Family actual = Family.gauge("camera_detection_fps", "Inferences a second over the last seconds.");
    private final Family source = Family.gauge("camera_source_fps", "Frames a second that a camera delivers.");
    private final Family age =
            Family.gauge("camera_detection_age", Unit.SECONDS, "Time since the capture of what was detected last.");
    private final Family abandoned = Family.counter("camera_calls_abandoned", "Calls that never returned.");
    private final Family waiting = Family.gauge("subscriber_queue_depth", "Frames that wait for who acts on them.");
    private final Family missed =
            Family.counter("subscriber_frames_dropped", "Frames that who acts on them was too slow for.");
    private final Family failures = Family.counter("subscriber_failures", "Frames on which who acts on them failed.");

    private final Family requests =
            Family.gauge("inference_requests_waiting", "Requests of clients that wait for their inference.");

    private PipelineMetrics() {}

    static List<MetricSnapshot> of(Pipeline pipeline) {
        var metrics = new PipelineMetrics();
        pipeline.reports().forEach(metrics::add);
        pipeline.bus().subscriptions().forEach(metrics::add);
        metrics.requests.add(pipeline.requests().size());
        return metrics.snapshots();
    }

    private void add(CameraReport report) {
        String camera = report.camera().camera();
        running.add(report.camera().state() == CameraState.RUNNING ? 1 : 0, "camera", camera);
        captured.add(report.camera().captured(), "camera", camera);
        detected.add(report.loop().detected(), "camera", camera);
        report.camera()
                .dropped()
                .forEach((reason, count) -> dropped.add(count, "camera", camera, "reason", YamlValue.word(reason)));
        report.loop().targetFps().ifPresent(fps -> target.add(fps, "camera", camera));
        actual.add(report.loop().actualFps(), "camera", camera);
        source.add(report.camera().sourceFps(), "camera", camera);
        report.ageNanos().ifPresent(nanos -> age.add(nanos / 1e9, "camera", camera));
        abandoned.add(report.camera().callsAbandoned(), "camera", camera);
    }

    private void add(Subscription subscription) {
        waiting.add(subscription.waiting(), "subscriber", subscription.name());
        missed.add(subscription.dropped(), "subscriber", subscription.name());
        failures.add(subscription.failures(), "subscriber", subscription.name());
    }

    private List<MetricSnapshot> snapshots() {
        return new ArrayList<>(Stream.of(
                        running, captured, detected, dropped, target, actual, source, age, abandoned, waiting, missed,
                        failures, requests)
                .map(Family::snapshot)
                .toList());
    }
}
