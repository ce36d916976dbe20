package dev.edgeinfer.camera;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the dropped pictures of one camera by reason. Any thread may count and read. */
public final class DropCounters {

    private static final DropReason[] REASONS = DropReason.values();

    private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);

    public void add(DropReason reason) {
        counts.incrementAndGet(reason.ordinal());
    }

    public void add(DropReason reason, long pictures) {
        counts.addAndGet(reason.ordinal(), pictures);
    }

    public long count(DropReason reason) {
        return counts.get(reason.ordinal());
    }

    /** Pictures dropped since the start, with an entry for every reason; immutable. */
    public Map<DropReason, Long> snapshot() {
        Map<DropReason, Long> snapshot = new EnumMap<>(DropReason.class);
        for (DropReason reason : REASONS) {
            snapshot.put(reason, count(reason));
        }
        return Collections.unmodifiableMap(snapshot);
    }
}
