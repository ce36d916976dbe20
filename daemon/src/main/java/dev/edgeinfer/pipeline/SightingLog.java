package dev.edgeinfer.pipeline;

import dev.edgeinfer.detect.Detection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Says in the log what each camera sees, when that changes: {@code porch: 2 × person 0.91, cat 0.55}. A camera speaks at
 * most once a second, so that something near the threshold does not flood the log; what it says then is the newest.
 *
 * <p>Called on the thread of the bus only.
 */
public final class SightingLog implements Consumer<DetectionFrame> {

    private static final long LEAST_NANOS_BETWEEN_LINES = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<String> log;
    private final Map<String, Line> lastLines = new HashMap<>();

    private record Line(long nanos, Map<String, Long> counts) {}

    /** @param log takes one line; must not block */
    public SightingLog(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void accept(DetectionFrame frame) {
        Map<String, Long> counts = counts(frame.detections());
        Line last = lastLines.get(frame.camera());
        boolean changed = last == null ? !counts.isEmpty() : !last.counts.equals(counts);
        boolean maySpeak = last == null || frame.capturedNanos() - last.nanos >= LEAST_NANOS_BETWEEN_LINES;
        if (changed && maySpeak) {
            lastLines.put(frame.camera(), new Line(frame.capturedNanos(), counts));
            log.accept(frame.camera() + ": " + describe(frame.detections(), counts));
        }
    }

    private static Map<String, Long> counts(List<Detection> detections) {
        return detections.stream()
                .collect(Collectors.groupingBy(Detection::label, LinkedHashMap::new, Collectors.counting()));
    }

    private static String describe(List<Detection> detections, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "nothing";
        }
        Map<String, Float> best = new LinkedHashMap<>();
        detections.forEach(detection -> best.merge(detection.label(), detection.score(), Math::max));
        return best.entrySet().stream()
                .map(entry -> describe(entry.getKey(), counts.get(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String describe(String label, long count, float score) {
        String one = String.format(Locale.ROOT, "%s %.2f", label, score);
        return count == 1 ? one : count + " × " + one;
    }
}
