package dev.edgeinfer.bench;

import dev.edgeinfer.pipeline.DetectionFrame;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * When each frame was where on its way to the line. Each time is written by the one thread that the frame is with; they
 * are read when all frames are through.
 */
final class ReactionTimes {

    /** What the issue asks for: 99 of 100 frames are at their line that soon, beside their own run of the model. */
    private static final double BOUND_MILLIS = 3;

    private final int warmUp;
    private final int frames;
    private final long[] captured;
    private final long[] retrieved;
    private final long[] published;
    private final long[] handedOver;
    private final long[] tracked;
    private final long[] decided;
    private final long[] switched;
    private final long[] preprocess;
    private final long[] inference;
    private final long[] postprocess;

    ReactionTimes(int warmUp, int frames) {
        this.warmUp = warmUp;
        this.frames = frames;
        // More come while the last ones are on their way; those are written and never read.
        int length = 2 * (warmUp + frames) + 1;
        captured = new long[length];
        retrieved = new long[length];
        published = new long[length];
        handedOver = new long[length];
        tracked = new long[length];
        decided = new long[length];
        switched = new long[length];
        preprocess = new long[length];
        inference = new long[length];
        postprocess = new long[length];
    }

    /** Frames that have to reach the line. */
    int count() {
        return warmUp + frames;
    }

    void retrieved(int frame) {
        retrieved[frame] = System.nanoTime();
    }

    void published(DetectionFrame detected) {
        int frame = (int) detected.sequence();
        published[frame] = System.nanoTime();
        captured[frame] = detected.capturedNanos();
        preprocess[frame] = detected.timing().preprocessNanos();
        inference[frame] = detected.timing().inferenceNanos();
        postprocess[frame] = detected.timing().postprocessNanos();
    }

    void handedOver(int frame) {
        handedOver[frame] = System.nanoTime();
    }

    void tracked(int frame) {
        tracked[frame] = System.nanoTime();
    }

    void decided(int frame) {
        decided[frame] = System.nanoTime();
    }

    void switched(int frame) {
        switched[frame] = System.nanoTime();
    }

    private enum Stage {
        RETRIEVE("  pixels of what was captured"),
        TO_LOOP("  to the inference thread"),
        PREPROCESS("  letterbox"),
        INFERENCE("  (the model)"),
        POSTPROCESS("  decoder and NMS"),
        TO_TRACKER("  to the tracker's thread"),
        TRACK("  tracker"),
        RULES("  to the rules' thread, rules"),
        LINE("  line");

        private final String text;

        Stage(String text) {
            this.text = text;
        }
    }

    void print(String what) {
        // A frame that another one took the place of, or that did not change the line, has no time for it.
        int[] complete = IntStream.rangeClosed(warmUp + 1, warmUp + frames)
                .filter(frame -> switched[frame] != 0 && published[frame] != 0)
                .toArray();
        int[] slowest = Arrays.stream(complete)
                .boxed()
                .sorted(Comparator.comparingLong(this::ours).reversed())
                .limit(Math.max(1, complete.length / 100))
                .mapToInt(Integer::intValue)
                .toArray();
        System.out.printf(Locale.ROOT, "%s, %d switches, ms: p50, p99, most; mean of the slowest hundredth%n", what, complete.length);
        line("frame → line", complete, slowest, frame -> switched[frame] - captured[frame]);
        line("of that not the model", complete, slowest, this::ours);
        for (Stage stage : Stage.values()) {
            line(stage.text, complete, slowest, frame -> of(stage, frame));
        }
        double p99 = percentile(complete, 0.99, this::ours);
        System.out.printf(
                Locale.ROOT,
                "99 of 100 frames switch the line at most %.2f ms after their capture and one run of the model; asked: %.0f ms%n",
                p99,
                BOUND_MILLIS);
    }

    private long ours(int frame) {
        return switched[frame] - captured[frame] - inference[frame];
    }

    private long of(Stage stage, int frame) {
        long inferred = preprocess[frame] + inference[frame] + postprocess[frame];
        return switch (stage) {
            case RETRIEVE -> retrieved[frame] - captured[frame];
            // What the loop does between taking the frame and the letterbox, and from the decoder to here, is in this one.
            case TO_LOOP -> published[frame] - inferred - retrieved[frame];
            case PREPROCESS -> preprocess[frame];
            case INFERENCE -> inference[frame];
            case POSTPROCESS -> postprocess[frame];
            case TO_TRACKER -> handedOver[frame] - published[frame];
            case TRACK -> tracked[frame] - handedOver[frame];
            case RULES -> decided[frame] - tracked[frame];
            case LINE -> switched[frame] - decided[frame];
        };
    }

    private void line(String what, int[] complete, int[] slowest, IntToLongFunction nanos) {
        System.out.printf(
                Locale.ROOT,
                "%-38s %7.3f %7.3f %7.3f; %7.3f%n",
                what,
                percentile(complete, 0.5, nanos),
                percentile(complete, 0.99, nanos),
                percentile(complete, 1, nanos),
                Arrays.stream(slowest).mapToLong(nanos::applyAsLong).average().orElse(Double.NaN) / 1e6);
    }

    private static double percentile(int[] frames, double share, IntToLongFunction nanos) {
        long[] sorted = Arrays.stream(frames).mapToLong(nanos::applyAsLong).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)] / 1e6;
    }
}
