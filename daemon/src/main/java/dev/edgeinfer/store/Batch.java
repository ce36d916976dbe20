package dev.edgeinfer.store;

import dev.edgeinfer.event.Fact;
import dev.edgeinfer.store.ReaderPositions.Position;
import java.util.List;
import java.util.Map;

/**
 * What is to be written of the journal in one transaction.
 *
 * @param first sequence of the first fact
 * @param positions by reader how far it is; null: it is forgotten
 */
record Batch(long first, List<Fact> facts, Map<String, Position> positions) {

    boolean isEmpty() {
        return facts.isEmpty() && positions.isEmpty();
    }

    long last() {
        return first + facts.size() - 1;
    }
}
