package dev.edgeinfer.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;

/** All values of one name while they are read; one thread. */
public final class Family {

    static final String PREFIX = "edge_infer_";

    private final String name;
    private final String help;
    private final Unit unit;
    private final boolean counter;
    private final List<Value> values = new ArrayList<>();

    private record Value(double number, Labels labels) {}

    private Family(String name, String help, Unit unit, boolean counter) {
        this.name = PREFIX + name + (unit == null ? "" : "_" + unit);
        this.help = help;
        this.unit = unit;
        this.counter = counter;
    }

    /** What only grows. @param name without {@code edge_infer_} and {@code _total} */
    public static Family counter(String name, String help) {
        return new Family(name, help, null, true);
    }

    /** The same in a unit, which is the end of the name. */
    static Family counter(String name, Unit unit, String help) {
        return new Family(name, help, unit, true);
    }

    /** What goes up and down. @param name without {@code edge_infer_} */
    public static Family gauge(String name, String help) {
        return new Family(name, help, null, false);
    }

    /** The same in a unit, which is the end of the name. */
    static Family gauge(String name, Unit unit, String help) {
        return new Family(name, help, unit, false);
    }

    /** @param labels names and values in turn */
    public Family add(double value, String... labels) {
        values.add(new Value(value, Labels.of(labels)));
        return this;
    }

    public MetricSnapshot snapshot() {
        if (counter) {
            var snapshot = CounterSnapshot.builder().name(name).help(help).unit(unit);
            values.forEach(
                    value -> snapshot.dataPoint(new CounterDataPointSnapshot(value.number(), value.labels(), null, 0)));
            return snapshot.build();
        }
        var snapshot = GaugeSnapshot.builder().name(name).help(help).unit(unit);
        values.forEach(value -> snapshot.dataPoint(new GaugeDataPointSnapshot(value.number(), value.labels(), null)));
        return snapshot.build();
    }
}
