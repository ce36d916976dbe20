package dev.edgeinfer.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Snapshots that wait to be written: of each event the newest, of more than {@value #MOST_BYTES} bytes the newest. */
final class PendingSnapshots {

    static final int MOST_BYTES = 8 << 20;

    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private long bytes;

    synchronized void put(String id, byte[] jpeg) {
        take(waiting.remove(id));
        waiting.put(id, jpeg);
        bytes += jpeg.length;
        while (bytes > MOST_BYTES && waiting.size() > 1) {
            take(waiting.remove(waiting.keySet().iterator().next()));
        }
    }

    synchronized Optional<byte[]> get(String id) {
        return Optional.ofNullable(waiting.get(id));
    }

    /** The one that has waited longest; stays until it is {@link #written}. */
    synchronized Optional<Map.Entry<String, byte[]>> next() {
        return waiting.entrySet().stream().findFirst().map(Map.Entry::copyOf);
    }

    /** That a snapshot needs no more to wait, unless a newer one has come meanwhile. */
    synchronized void written(String id, byte[] jpeg) {
        if (waiting.remove(id, jpeg)) {
            bytes -= jpeg.length;
        }
    }

    private void take(byte[] removed) {
        bytes -= removed == null ? 0 : removed.length;
    }
}
