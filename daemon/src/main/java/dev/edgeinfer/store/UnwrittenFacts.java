package dev.edgeinfer.store;

import dev.edgeinfer.event.Fact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Facts that are not in the database yet, in their order: those that are being written, and {@value #MOST_WAITING} that wait; of
 * more the oldest are lost, and counted. Guarded by the lock of its {@link StoredJournal}.
 */
final class UnwrittenFacts {

    static final int MOST_WAITING = 10_000;

    private static final int MOST_AT_ONCE = 1000;

    private final Deque<Fact> waiting = new ArrayDeque<>();
    private List<Fact> beingWritten = List.of();
    private long lost;

    void add(Fact fact) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.removeFirst();
            lost++;
        }
        waiting.addLast(fact);
    }

    /** What is to be written next; the same again until it is {@link #written}. Immutable. */
    List<Fact> next() {
        if (beingWritten.isEmpty()) {
            var facts = new ArrayList<Fact>();
            while (facts.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
                facts.add(waiting.removeFirst());
            }
            beingWritten = List.copyOf(facts);
        }
        return beingWritten;
    }

    /** That what came {@link #next} is in the database. */
    void written() {
        beingWritten = List.of();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && beingWritten.isEmpty();
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Whether so many wait that there is no point in waiting for more. */
    boolean isFull() {
        return waiting.size() >= MOST_AT_ONCE;
    }

    int count() {
        return waiting.size() + beingWritten.size();
    }

    /** How many were never written. */
    long lost() {
        return lost;
    }
}
