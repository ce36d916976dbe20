package dev.edgeinfer.benchmark;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was measured, as it is printed and written; what a machine does not tell is {@code null}, or missing in a list.
 *
 * @param format {@link #FORMAT}; another one is another kind of file
 * @param at when the measuring ended
 * @param complete false: it was cut short, or the source ended before the time
 * @param problem what was wrong with a camera at the end; {@code null}: nothing
 * @param frames detected frames of all cameras, of which {@code fps} came in a second
 * @param fairness frames of the camera with the most, in parts of those of the one with the fewest; {@code null}: one has none
 * @param stages by name, see the table of stages in the README
 * @param dropped pictures that were not detected, by reason; reasons without any are left out
 * @param throttling reasons for which the board was slowed down; {@code null}: it does not tell
 */
public record BenchmarkReport(
        String format,
        Instant at,
        boolean complete,
        String problem,
        Setup setup,
        Machine machine,
        Versions versions,
        double seconds,
        long frames,
        double fps,
        Double fairness,
        double detectionsPerFrame,
        Map<String, Latency> stages,
        Map<String, Long> dropped,
        Memory memory,
        List<Temperature> temperatures,
        List<String> throttling,
        List<Energy> energy) {

    public static final String FORMAT = "edge-infer-bench-1";

    /** What was run. @param targetFps {@code null}: as many as the model gives. @param frame {@code 640x480} */
    public record Setup(
            String model,
            String modelVersion,
            String sha256,
            String source,
            String frame,
            int cameras,
            int threads,
            Double targetFps) {}

    /** Where. @param board {@code null}: it does not say. @param processor the same */
    public record Machine(String board, String processor, String architecture, int processors, String kernel) {}

    public record Versions(String edgeInfer, String executorch, String java) {}

    /** How long a stage took, in milliseconds. */
    public record Latency(long count, double p50Ms, double p90Ms, double p99Ms, double maxMs) {}

    /**
     * Memory of the process.
     *
     * @param residentPeakBytes the most it had in RAM since it began; {@code null}: unknown
     * @param residentBytes at the end; {@code null}: unknown
     * @param heapBytesPerFrame allocated on the Java heap by all threads
     * @param collections of garbage meanwhile
     * @param collectionMs what they took together
     */
    public record Memory(
            Long residentPeakBytes, Long residentBytes, long heapBytesPerFrame, long collections, long collectionMs) {}

    public record Temperature(String sensor, double firstCelsius, double lastCelsius, double maxCelsius) {}

    /** @param watts on average; what the board takes for anything else is in it */
    public record Energy(String sensor, double joulesPerFrame, double watts) {}
}
