package dev.edgeinfer.benchmark;

import dev.edgeinfer.document.Json;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.system.Board;
import dev.edgeinfer.system.BuildInfo;
import dev.edgeinfer.system.Machine;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Makes the report of what was recorded. */
final class Reporter {

    private final Benchmark.Plan plan;
    private final Recording recording;
    private final Board board;

    Reporter(Benchmark.Plan plan, Recording recording, Board board) {
        this.plan = plan;
        this.recording = recording;
        this.board = board;
    }

    /** @param complete whether it was measured for as long as planned; at least one frame was */
    BenchmarkReport report(Pipeline pipeline, BoardWatch watch, Counters before, Counters after, boolean complete) {
        long frames = recording.frames();
        double seconds = after.secondsSince(before);
        return new BenchmarkReport(
                BenchmarkReport.FORMAT,
                Json.millis(Instant.now()),
                complete,
                pipeline.reports().stream()
                        .flatMap(report -> report.camera().error().stream())
                        .findFirst()
                        .orElse(null),
                setup(),
                machine(),
                versions(),
                seconds,
                frames,
                frames / seconds,
                fairness(),
                (double) recording.detections() / frames,
                Arrays.stream(Stage.values())
                        .collect(Collectors.toMap(Json::word, this::latency, (a, _) -> a, LinkedHashMap::new)),
                after.droppedSince(before),
                new BenchmarkReport.Memory(
                        nullable(MemoryUse.residentPeakBytes()),
                        nullable(MemoryUse.residentBytes()),
                        (after.memory().allocatedBytes() - before.memory().allocatedBytes()) / frames,
                        after.memory().collections() - before.memory().collections(),
                        after.memory().collectionMillis() - before.memory().collectionMillis()),
                watch.temperatures(),
                watch.slowedBy().orElse(null),
                watch.energies(frames));
    }

    BenchmarkReport.Setup setup() {
        var model = plan.detector().signature();
        DetectionFrame last = recording.last();
        return new BenchmarkReport.Setup(
                model.name(),
                model.version(),
                plan.sha256().orElse(null),
                plan.source().uri(),
                last == null ? "" : last.width() + "x" + last.height(),
                plan.cameras(),
                plan.threads(),
                plan.targetFps().isPresent() ? plan.targetFps().getAsDouble() : null);
    }

    BenchmarkReport.Machine machine() {
        var machine = Machine.current();
        return new BenchmarkReport.Machine(
                board.model().orElse(null),
                board.processor().orElse(null),
                machine.architecture(),
                machine.processors(),
                System.getProperty("os.version"));
    }

    private static BenchmarkReport.Versions versions() {
        var build = BuildInfo.read();
        return new BenchmarkReport.Versions(
                build.version(), build.executorchVersion(), Machine.current().java());
    }

    private BenchmarkReport.Latency latency(Stage stage) {
        LatencyHistogram histogram = recording.of(stage);
        return new BenchmarkReport.Latency(
                histogram.count(),
                histogram.percentile(0.5) / 1e6,
                histogram.percentile(0.9) / 1e6,
                histogram.percentile(0.99) / 1e6,
                histogram.percentile(1) / 1e6);
    }

    private Double fairness() {
        var counts = plan.configs().stream()
                .mapToLong(camera -> recording.frames(camera.name()))
                .summaryStatistics();
        return counts.getMin() == 0 ? null : (double) counts.getMax() / counts.getMin();
    }

    private static Long nullable(OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() : null;
    }
}
