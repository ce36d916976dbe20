package dev.edgeinfer.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A report beside an older one. */
public record Comparison(BenchmarkReport before, BenchmarkReport now) {

    /** What takes less than this changes with the weather; it cannot make a run slower. */
    private static final double LEAST_MS = 0.1;

    /**
     * One value of both.
     *
     * @param ratio now in parts of before
     * @param slowdown how much slower that is, 0: not; what does not say how fast it is has 0 as well
     */
    public record Row(String what, String unit, double before, double now, double ratio, double slowdown) {}

    /** Each difference that makes ratios say little, as a sentence; none: the two can be compared. */
    public List<String> differences() {
        return differences(before, now.setup(), now.machine());
    }

    /** As {@link #differences()}, before anything is measured. */
    public static List<String> differences(
            BenchmarkReport before, BenchmarkReport.Setup setup, BenchmarkReport.Machine machine) {
        var all = new ArrayList<String>();
        note(all, "model", before.setup().model(), setup.model());
        note(all, "program of the model", before.setup().sha256(), setup.sha256());
        note(all, "inference threads", before.setup().threads(), setup.threads());
        note(all, "source", before.setup().source(), setup.source());
        note(all, "cameras", before.setup().cameras(), setup.cameras());
        note(all, "target rate", before.setup().targetFps(), setup.targetFps());
        note(all, "board", before.machine().board(), machine.board());
        note(all, "processor", before.machine().processor(), machine.processor());
        note(all, "architecture", before.machine().architecture(), machine.architecture());
        note(all, "number of processors", before.machine().processors(), machine.processors());
        return all;
    }

    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        double fps = now.fps() / before.fps();
        rows.add(new Row("rate", "/s", before.fps(), now.fps(), fps, Math.max(0, 1 / fps - 1)));
        before.stages().forEach((stage, old) -> {
            BenchmarkReport.Latency latency = now.stages().get(stage);
            if (latency != null && old.count() > 0 && latency.count() > 0) {
                double slower = old.p50Ms() < LEAST_MS ? 0 : Math.max(0, latency.p50Ms() / old.p50Ms() - 1);
                rows.add(row(stage + " p50", "ms", old.p50Ms(), latency.p50Ms(), slower));
                rows.add(row(stage + " p90", "ms", old.p90Ms(), latency.p90Ms(), 0));
                rows.add(row(stage + " p99", "ms", old.p99Ms(), latency.p99Ms(), 0));
            }
        });
        Long peak = before.memory().residentPeakBytes();
        Long peakNow = now.memory().residentPeakBytes();
        if (peak != null && peakNow != null) {
            rows.add(row("resident peak", "MB", peak / 1e6, peakNow / 1e6, 0));
        }
        rows.add(row(
                "heap a frame",
                "kB",
                before.memory().heapBytesPerFrame() / 1e3,
                now.memory().heapBytesPerFrame() / 1e3,
                0));
        return rows;
    }

    /** What is slower by more than a share: the rate, and the medians of stages that take a tenth of a millisecond. */
    public List<Row> slowerBy(double share) {
        return rows().stream().filter(row -> row.slowdown() > share).toList();
    }

    private static Row row(String what, String unit, double before, double now, double slowdown) {
        return new Row(what, unit, before, now, now / before, slowdown);
    }

    private static void note(List<String> all, String what, Object before, Object now) {
        if (!Objects.equals(before, now)) {
            all.add("%s: %s then, %s now"
                    .formatted(
                            what, Objects.requireNonNullElse(before, "none"), Objects.requireNonNullElse(now, "none")));
        }
    }
}
