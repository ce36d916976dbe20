package dev.edgeinfer.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by the values of some labels. Any thread may count and read. */
public final class Tally {

    private final List<String> names;
    private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

    /** @param names of the labels */
    public Tally(String... names) {
        this.names = List.of(names);
    }

    /** @param values of the labels, in the order of their names; there must be few */
    public void count(String... values) {
        counts.computeIfAbsent(List.of(values), _ -> new LongAdder()).increment();
    }

    /** Puts all counts into a family. */
    public Family into(Family family) {
        counts.forEach((values, count) -> {
            String[] labels = new String[2 * names.size()];
            for (int i = 0; i < names.size(); i++) {
                labels[2 * i] = names.get(i);
                labels[2 * i + 1] = values.get(i);
            }
            family.add(count.sum(), labels);
        });
        return family;
    }
}
