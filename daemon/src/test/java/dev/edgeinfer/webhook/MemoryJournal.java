package dev.edgeinfer.webhook;

import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A journal that keeps its newest entries in memory; what outlives a reader lives here. */
final class MemoryJournal implements Journal {

    private final int capacity;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Long> missed = new HashMap<>();
    private long last;

    /** How often a position was written. */
    int advances;

    /** Thrown by every read, unless null. */
    volatile RuntimeException failure;

    MemoryJournal() {
        this(Integer.MAX_VALUE);
    }

    MemoryJournal(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized void append(Fact fact) {
        entries.add(new Entry(++last, fact));
        if (entries.size() > capacity) {
            long gone = entries.removeFirst().sequence();
            positions.forEach((reader, position) -> {
                if (position < gone) {
                    missed.merge(reader, 1L, Long::sum);
                }
            });
        }
        notifyAll();
    }

    @Override
    public synchronized List<Entry> read(long after, int most) {
        if (failure != null) {
            throw failure;
        }
        return entries.stream()
                .filter(entry -> entry.sequence() > after)
                .limit(most)
                .toList();
    }

    @Override
    public synchronized boolean await(long after, Duration patience) throws InterruptedException {
        if (last <= after) {
            wait(patience.toMillis());
        }
        return last > after;
    }

    @Override
    public synchronized long position(String reader) {
        return positions.computeIfAbsent(reader, _ -> last);
    }

    @Override
    public synchronized void advance(String reader, long sequence) {
        positions.put(reader, sequence);
        advances++;
    }

    @Override
    public synchronized long missed(String reader) {
        return missed.getOrDefault(reader, 0L);
    }

    @Override
    public synchronized long backlog(String reader) {
        long position = position(reader);
        return entries.stream().filter(entry -> entry.sequence() > position).count();
    }
}
