package dev.edgeinfer.benchmark;

import dev.edgeinfer.system.Board;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** How warm the board became, what slowed it down, and what energy it took. One thread. */
final class BoardWatch {

    private final Board board;
    private final LongSupplier nanos;
    private final Map<String, Warmth> temperatures = new LinkedHashMap<>();
    private final TreeSet<String> slowedBy = new TreeSet<>();
    private final Map<String, Meter> meters = new LinkedHashMap<>();

    private long began;
    private long lastNanos;
    private boolean knowsThrottling;

    private static final class Warmth {
        private final double first;
        private double last;
        private double most;

        private Warmth(double celsius) {
            first = celsius;
            last = celsius;
            most = celsius;
        }

        private void add(double celsius) {
            last = celsius;
            most = Math.max(most, celsius);
        }
    }

    /** Energy of one sensor: of a counter the differences, of a power what it comes to over the time. */
    private static final class Meter {
        private double last;
        private double joules;

        private Meter(double first) {
            last = first;
        }
    }

    /** @param nanos {@link System#nanoTime}, or a simulated one */
    BoardWatch(Board board, LongSupplier nanos) {
        this.board = board;
        this.nanos = nanos;
    }

    void start() {
        began = nanos.getAsLong();
        lastNanos = began;
        look();
    }

    /** Looks again; about once a second, so that no counter turns over twice between two looks. */
    void look() {
        long now = nanos.getAsLong();
        double seconds = (now - lastNanos) / 1e9;
        lastNanos = now;
        for (Board.Temperature each : board.temperatures()) {
            temperatures
                    .computeIfAbsent(each.sensor() + " (" + each.zone() + ")", _ -> new Warmth(each.celsius()))
                    .add(each.celsius());
        }
        for (Board.Throttling each : board.throttlings()) {
            knowsThrottling = true;
            if (each.now()) {
                slowedBy.add(each.reason());
            }
        }
        for (Board.Energy each : board.energies()) {
            Meter meter = meters.computeIfAbsent(each.domain(), _ -> new Meter(each.joules()));
            double difference = each.joules() - meter.last;
            meter.joules += difference < 0 ? difference + each.rangeJoules() : difference;
            meter.last = each.joules();
        }
        for (Board.Power each : board.powers()) {
            Meter meter = meters.computeIfAbsent(each.chip() + " " + each.rail(), _ -> new Meter(each.watts()));
            meter.joules += (meter.last + each.watts()) / 2 * seconds;
            meter.last = each.watts();
        }
    }

    List<BenchmarkReport.Temperature> temperatures() {
        return temperatures.entrySet().stream()
                .map(each -> new BenchmarkReport.Temperature(
                        each.getKey(), each.getValue().first, each.getValue().last, each.getValue().most))
                .toList();
    }

    /** Reasons for which the board was slowed down at a look; empty: it does not tell. */
    Optional<List<String>> slowedBy() {
        return knowsThrottling ? Optional.of(List.copyOf(slowedBy)) : Optional.empty();
    }

    /** @param frames among which the energy of the whole time is divided, at least 1 */
    List<BenchmarkReport.Energy> energies(long frames) {
        double seconds = Math.max(1e-9, (lastNanos - began) / 1e9);
        return meters.entrySet().stream()
                .map(each -> new BenchmarkReport.Energy(
                        each.getKey(), each.getValue().joules / frames, each.getValue().joules / seconds))
                .toList();
    }
}
