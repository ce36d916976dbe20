package dev.edgeinfer.metrics;

import dev.edgeinfer.system.Board;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;

/** What the board tells of itself. */
final class BoardMetrics {

    private final Board board;

    BoardMetrics(Board board) {
        this.board = board;
    }

    List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        var temperatures = Family.gauge("temperature", Unit.CELSIUS, "Temperature of a sensor of the board.");
        board.temperatures()
                .forEach(now -> temperatures.add(now.celsius(), "sensor", now.sensor(), "zone", now.zone()));
        all.add(temperatures.snapshot());
        List<Board.Throttling> throttlings = board.throttlings();
        if (!throttlings.isEmpty()) {
            all.addAll(throttling(throttlings));
        }
        var powers = Family.gauge("power", new Unit("watts"), "Power that a sensor of the board measures.");
        board.powers()
                .forEach(now ->
                        powers.add(now.watts(), "monitor", now.monitor(), "chip", now.chip(), "rail", now.rail()));
        all.add(powers.snapshot());
        return all;
    }

    private static List<MetricSnapshot> throttling(List<Board.Throttling> throttlings) {
        var now = Family.gauge("throttled", "Whether the board is slowed down now, by reason.");
        var before = Family.gauge("throttled_since_boot", "Whether it has been since it was started, by reason.");
        throttlings.forEach(each -> {
            now.add(each.now() ? 1 : 0, "reason", each.reason());
            before.add(each.sinceStart() ? 1 : 0, "reason", each.reason());
        });
        return List.of(now.snapshot(), before.snapshot());
    }
}
