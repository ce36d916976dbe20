package dev.edgeinfer.benchmark;

import dev.edgeinfer.document.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reports and comparisons for people. */
public final class BenchmarkText {

    private static final String UNKNOWN = "not available on this board";

    private BenchmarkText() {}

    public static List<String> lines(BenchmarkReport report) {
        var lines = new ArrayList<String>();
        var setup = report.setup();
        lines.add(text(
                "%s %s, inference threads: %d, cameras: %d of %s (%s)",
                setup.model(), setup.modelVersion(), setup.threads(), setup.cameras(), setup.source(), setup.frame()));
        lines.add(machine(report));
        lines.add("");
        lines.add(text("%-12s %9s %9s %9s %9s", "ms", "p50", "p90", "p99", "most"));
        for (Stage stage : Stage.values()) {
            BenchmarkReport.Latency latency = report.stages().get(Json.word(stage));
            if (latency.count() > 0) {
                lines.add(text(
                        "%-12s %9.3f %9.3f %9.3f %9.3f  %s",
                        Json.word(stage),
                        latency.p50Ms(),
                        latency.p90Ms(),
                        latency.p99Ms(),
                        latency.maxMs(),
                        stage.meaning()));
            }
        }
        lines.add("");
        lines.add(text(
                "rate         %.2f frames a second: %d in %.1f s, %.1f detections each%s",
                report.fps(), report.frames(), report.seconds(), report.detectionsPerFrame(), fairness(report)));
        lines.add("dropped      "
                + (report.dropped().isEmpty()
                        ? "none"
                        : report.dropped().entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining(", "))));
        lines.add(memory(report.memory()));
        lines.add("temperature  "
                + (report.temperatures().isEmpty()
                        ? UNKNOWN
                        : report.temperatures().stream()
                                .map(each -> text(
                                        "%s %.1f to %.1f °C, %.1f at most",
                                        each.sensor(), each.firstCelsius(), each.lastCelsius(), each.maxCelsius()))
                                .collect(Collectors.joining("; "))));
        lines.add("throttling   "
                + (report.throttling() == null
                        ? UNKNOWN
                        : report.throttling().isEmpty() ? "none" : String.join(", ", report.throttling())));
        lines.add("energy       "
                + (report.energy().isEmpty()
                        ? UNKNOWN
                        : report.energy().stream()
                                .map(each -> text(
                                        "%s %.4f J a frame (%.2f W)",
                                        each.sensor(), each.joulesPerFrame(), each.watts()))
                                .collect(Collectors.joining("; "))));
        if (!report.complete()) {
            lines.add("cut short    it was stopped, or the source ended");
        }
        if (report.problem() != null) {
            lines.add("problem      " + report.problem());
        }
        return lines;
    }

    /** @param differences why ratios say little; none: they say much */
    public static List<String> lines(Comparison comparison, List<String> differences) {
        var lines = new ArrayList<String>();
        differences.forEach(difference -> lines.add("not the same: " + difference));
        lines.add(text("%-16s %10s %10s %8s", "", "then", "now", "ratio"));
        for (Comparison.Row row : comparison.rows()) {
            lines.add(text(
                    "%-16s %10.3f %10.3f %8.3f  %s", row.what(), row.before(), row.now(), row.ratio(), row.unit()));
        }
        return lines;
    }

    private static String machine(BenchmarkReport report) {
        var machine = report.machine();
        String what = Stream.of(machine.board(), machine.processor())
                .filter(name -> name != null)
                .collect(Collectors.joining(", "));
        return text(
                "%s%s, processors: %d, Linux %s; edge-infer %s, ExecuTorch %s, Java %s",
                what.isEmpty() ? "" : what + ", ",
                machine.architecture(),
                machine.processors(),
                machine.kernel(),
                report.versions().edgeInfer(),
                report.versions().executorch(),
                report.versions().java());
    }

    private static String fairness(BenchmarkReport report) {
        if (report.setup().cameras() == 1) {
            return "";
        }
        return report.fairness() == null
                ? "; a camera has none"
                : text("; the most of a camera %.3f of the fewest", report.fairness());
    }

    private static String memory(BenchmarkReport.Memory memory) {
        return text(
                "memory       %s MB resident at most, %s at the end; %.1f kB of heap allocated a frame, %d collections in %d ms",
                megabytes(memory.residentPeakBytes()),
                megabytes(memory.residentBytes()),
                memory.heapBytesPerFrame() / 1e3,
                memory.collections(),
                memory.collectionMs());
    }

    private static String megabytes(Long bytes) {
        return bytes == null ? "?" : text("%.1f", bytes / 1e6);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
