package dev.edgeinfer.benchmark;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.pipeline.Pipeline;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the process and its cameras had counted at one moment. @param nanos {@link System#nanoTime} of it */
record Counters(MemoryUse memory, Map<DropReason, Long> dropped, long nanos) {

    static Counters of(Pipeline pipeline) {
        var dropped = new EnumMap<DropReason, Long>(DropReason.class);
        pipeline.reports()
                .forEach(report ->
                        report.camera().dropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum)));
        return new Counters(MemoryUse.now(), dropped, System.nanoTime());
    }

    double secondsSince(Counters before) {
        return (nanos - before.nanos) / 1e9;
    }

    /** Pictures that were dropped since, by reason; reasons without any are left out. */
    Map<String, Long> droppedSince(Counters before) {
        var since = new LinkedHashMap<String, Long>();
        dropped.forEach((reason, count) -> {
            long meanwhile = count - before.dropped.getOrDefault(reason, 0L);
            if (meanwhile > 0) {
                since.put(Json.word(reason), meanwhile);
            }
        });
        return since;
    }
}
