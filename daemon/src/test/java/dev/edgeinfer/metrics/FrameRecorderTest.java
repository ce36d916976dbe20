package dev.edgeinfer.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.pipeline.DetectionFrame;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameRecorderTest {

    private static final DetectionFrame FRAME = new DetectionFrame(
            "porch", 1, Instant.EPOCH, 1_000_000_000, 640, 480, List.of(), new Timing(600_000, 5_900_000, 100_000));

    private final FrameRecorder recorder = new FrameRecorder(List.of("porch", "yard"), () -> 1_041_000_000L);

    @Test
    void stagesAndAgesAreHistogramsInSeconds() {
        recorder.record(FRAME);
        recorder.record(FRAME);
        String text = PrometheusTextFormatWriter.create().toDebugString(new MetricSnapshots(recorder.snapshots()));

        String inference = "edge_infer_stage_duration_seconds_bucket{camera=\"porch\",stage=\"inference\",le=";
        assertHas(text, inference + "\"0.005\"} 0");
        assertHas(text, inference + "\"0.01\"} 2");
        assertHas(text, inference + "\"+Inf\"} 2");
        assertHas(
                text,
                "edge_infer_stage_duration_seconds_bucket{camera=\"porch\",stage=\"postprocess\",le=\"1.0E-4\"} 2");
        assertHas(text, "edge_infer_stage_duration_seconds_count{camera=\"yard\",stage=\"inference\"} 0");
        assertHas(text, "edge_infer_result_age_seconds_sum{camera=\"porch\"} 0.082");
    }

    @Test
    void recordingMakesNoGarbage() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        for (int i = 0; i < 20_000; i++) {
            recorder.record(FRAME);
        }
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 100_000; i++) {
            recorder.record(FRAME);
        }
        long bytes = threads.getThreadAllocatedBytes(self) - before;
        assertTrue(bytes < 100_000, bytes + " bytes for 100000 frames");
    }

    private static void assertHas(String text, String line) {
        assertTrue(text.lines().anyMatch(line::equals), () -> line + " is not in\n" + text);
    }
}
