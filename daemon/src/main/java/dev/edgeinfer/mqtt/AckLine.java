package dev.edgeinfer.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * What was sent, and how far it is acknowledged without a gap. One thread sends, another one acknowledges; bounded by how
 * much may be under way.
 */
final class AckLine {

    private final Deque<Long> sent = new ArrayDeque<>();
    private final Set<Long> early = new HashSet<>();
    private long reached;

    /** @param reached the last sequence that was acknowledged before */
    AckLine(long reached) {
        this.reached = reached;
    }

    /** @param sequence greater than all before */
    synchronized void sent(long sequence) {
        sent.addLast(sequence);
    }

    synchronized void acknowledged(long sequence) {
        early.add(sequence);
        while (!sent.isEmpty() && early.remove(sent.getFirst())) {
            reached = sent.removeFirst();
        }
    }

    /** The sequence up to which everything that was sent is acknowledged. */
    synchronized long reached() {
        return reached;
    }
}
