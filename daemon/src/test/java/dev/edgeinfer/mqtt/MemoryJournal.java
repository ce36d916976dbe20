package dev.edgeinfer.mqtt;

import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A journal that lasts as long as the test. */
final class MemoryJournal implements Journal {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Long> missed = new HashMap<>();

    @Override
    public synchronized void append(Fact fact) {
        entries.add(new Entry(entries.isEmpty() ? 1 : entries.getLast().sequence() + 1, fact));
        notifyAll();
    }

    @Override
    public synchronized List<Entry> read(long after, int most) {
        return entries.stream()
                .filter(entry -> entry.sequence() > after)
                .limit(most)
                .toList();
    }

    @Override
    public synchronized boolean await(long after, Duration patience) throws InterruptedException {
        if (last() <= after) {
            wait(patience.toMillis());
        }
        return last() > after;
    }

    @Override
    public synchronized long position(String reader) {
        return positions.computeIfAbsent(reader, name -> last());
    }

    @Override
    public synchronized void advance(String reader, long sequence) {
        positions.put(reader, sequence);
    }

    @Override
    public synchronized long missed(String reader) {
        return missed.getOrDefault(reader, 0L);
    }

    @Override
    public synchronized long backlog(String reader) {
        return last() - position(reader);
    }

    /** Gives up the oldest entries, as retention does. */
    synchronized void giveUp(int many) {
        positions.replaceAll((reader, position) -> {
            long unread = entries.stream()
                    .limit(many)
                    .filter(entry -> entry.sequence() > position)
                    .count();
            missed.merge(reader, unread, Long::sum);
            return position;
        });
        entries.subList(0, many).clear();
    }

    private long last() {
        return entries.isEmpty() ? 0 : entries.getLast().sequence();
    }
}
