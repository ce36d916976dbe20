package dev.edgeinfer.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Snapshots of a daemon that has nowhere to keep them: the newest, up to {@value #MOST_BYTES} bytes. */
final class SnapshotMemory implements Snapshots {

    static final long MOST_BYTES = 8 << 20;

    private final Map<String, byte[]> pictures = new LinkedHashMap<>();
    private long bytes;

    @Override
    public synchronized void put(String id, byte[] jpeg) {
        remove(id);
        pictures.put(id, jpeg);
        bytes += jpeg.length;
        for (Iterator<byte[]> oldest = pictures.values().iterator(); bytes > MOST_BYTES && oldest.hasNext(); ) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    @Override
    public synchronized Optional<byte[]> get(String id) {
        return Optional.ofNullable(pictures.get(id));
    }

    @Override
    public synchronized void remove(String id) {
        byte[] removed = pictures.remove(id);
        if (removed != null) {
            bytes -= removed.length;
        }
    }

    @Override
    public synchronized long bytes() {
        return bytes;
    }
}
