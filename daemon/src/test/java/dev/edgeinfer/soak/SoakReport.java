package dev.edgeinfer.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Judges a soak by what the windows of it have shown. What depends on the machine (the rate, pauses of the collector) is
 * judged in those in which it was there for the daemon; what the daemon holds must not grow whatever else happens.
 */
record SoakReport(List<Window> windows) {

    private static final double RATE_WITHIN = 0.02;

    /** In a shorter window two in a hundred are a handful of frames. */
    private static final double LEAST_SECONDS = 20;

    /** By how much inferences may take longer at the end than at the beginning when neighbours share a machine. */
    private static final double DRIFT = 0.1;

    private static final double LONGEST_PAUSE_MILLIS = 5;

    /** Of what is resident at first; a heap that finds its size takes less. */
    private static final double MEMORY_RISE = 0.05;

    private static final double THREADS_RISE = 2;
    private static final double DESCRIPTORS_RISE = 2;

    /**
     * @param met null: the machine left too little to judge it by
     * @param text with the figures
     */
    record Finding(Boolean met, String text) {

        @Override
        public String toString() {
            return (met == null ? "cannot tell" : met ? "met" : "MISSED") + ": " + text;
        }
    }

    List<Finding> findings() {
        return List.of(rate(), pauses(), memory(), threads(), descriptors());
    }

    boolean isMissed() {
        return findings().stream().anyMatch(finding -> Boolean.FALSE.equals(finding.met()));
    }

    Finding rate() {
        List<Window> judged = judged();
        double median = median(judged.stream().mapToDouble(Window::fps));
        double worst = judged.stream()
                .mapToDouble(window -> Math.abs(window.fps() / median - 1))
                .max()
                .orElse(Double.NaN);
        boolean tooShort = windows.stream().anyMatch(window -> window.seconds() < LEAST_SECONDS);
        if (tooShort || isMostlyBusy()) {
            return new Finding(
                    null,
                    text(
                            "frames a second within %.0f %%: %.1f to %.1f; %s",
                            100 * RATE_WITHIN,
                            windows.stream().mapToDouble(Window::fps).min().orElseThrow(),
                            windows.stream().mapToDouble(Window::fps).max().orElseThrow(),
                            tooShort ? "the windows are too short for that" : busy()));
        }
        String rate = text(
                "frames a second within %.0f %% of their median %.1f: the farthest is off by %.1f %%; %s",
                100 * RATE_WITHIN, median, 100 * worst, busy());
        if (worst > RATE_WITHIN && isMachineAtFault(judged)) {
            return new Finding(
                    null,
                    text(
                            "%s; it is the machine that was slower and faster: an inference took %.2f to %.2f ms, and the model ran for the same part of the time",
                            rate,
                            judged.stream()
                                    .mapToDouble(Window::inferenceMillis)
                                    .min()
                                    .orElseThrow(),
                            judged.stream()
                                    .mapToDouble(Window::inferenceMillis)
                                    .max()
                                    .orElseThrow()));
        }
        return new Finding(worst <= RATE_WITHIN, rate);
    }

    /**
     * Whether the model ran for the same part of the time however many frames that made. An inference does not become slower by itself and
     * faster again; one that becomes slower and slower is no excuse.
     */
    private static boolean isMachineAtFault(List<Window> judged) {
        double median = median(judged.stream().mapToDouble(Window::share));
        boolean steady = judged.stream().allMatch(window -> Math.abs(window.share() / median - 1) <= RATE_WITHIN);
        double drift = Trend.rise(judged.stream().map(Window::inferenceMillis).toList());
        return steady && drift <= DRIFT * median(judged.stream().mapToDouble(Window::inferenceMillis));
    }

    Finding pauses() {
        double longest = longest(judged());
        // Others can make a pause longer and not shorter.
        boolean shortAnyhow = longest(windows) <= LONGEST_PAUSE_MILLIS;
        return new Finding(
                isMostlyBusy() && !shortAnyhow ? null : longest <= LONGEST_PAUSE_MILLIS,
                text(
                        "no pause of the garbage collector above %.0f ms: %.1f ms the longest of %d, of which %d were full; %.1f ms in all windows; %s",
                        LONGEST_PAUSE_MILLIS,
                        longest,
                        windows.stream()
                                .mapToInt(window -> window.pauses().size())
                                .sum(),
                        windows.stream()
                                .flatMap(window -> window.pauses().stream())
                                .filter(GcPause::full)
                                .count(),
                        longest(windows),
                        busy()));
    }

    private List<Window> judged() {
        return windows.stream().filter(Window::keptTime).toList();
    }

    private boolean isMostlyBusy() {
        return 2 * judged().size() < windows.size();
    }

    private String busy() {
        return text("others had the processors in %d of %d windows", windows.size() - judged().size(), windows.size());
    }

    Finding memory() {
        List<Double> floor = floor();
        double rise = Trend.rise(floor);
        return new Finding(
                rise <= MEMORY_RISE * floor.getFirst(),
                text(
                        "resident memory rises by no more than %.0f %%: %+.1f MB from %.1f MB, by the line through what was resident at least",
                        100 * MEMORY_RISE, rise, floor.getFirst()));
    }

    /** The least of each window and the next: in a minute the daemon gives freed memory back once. */
    private List<Double> floor() {
        return IntStream.range(0, windows.size() - 1)
                .mapToObj(i -> Math.min(
                        windows.get(i).residentMegabytes(), windows.get(i + 1).residentMegabytes()))
                .toList();
    }

    Finding threads() {
        return count("threads", THREADS_RISE, Window::threads);
    }

    Finding descriptors() {
        return count("open descriptors", DESCRIPTORS_RISE, Window::descriptors);
    }

    private Finding count(String what, double most, ToDoubleFunction<Window> value) {
        double rise = rise(value);
        return new Finding(
                rise <= most,
                text(
                        "%s do not grow: %+.1f from %.1f, by the line through all",
                        what, rise, value.applyAsDouble(windows.getFirst())));
    }

    private double rise(ToDoubleFunction<Window> value) {
        return Trend.rise(windows.stream().map(value::applyAsDouble).toList());
    }

    private static double longest(List<Window> windows) {
        return windows.stream().mapToDouble(Window::longestPauseMillis).max().orElse(0);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
