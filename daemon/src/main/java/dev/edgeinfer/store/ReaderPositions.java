package dev.edgeinfer.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How far each reader of the journal is, and whose position is not in the database yet. Guarded by the lock of its {@link
 * StoredJournal}.
 */
final class ReaderPositions {

    private final Map<String, Position> readers = new HashMap<>();
    private final Set<String> moved = new HashSet<>();

    /** The readers that the configuration has; empty: whoever comes. */
    private Optional<Set<String>> wanted = Optional.empty();

    /** How far a reader is, and how much went before it came there. */
    record Position(long sequence, long missed) {

        /** Where a reader is when all up to a sequence is gone, of which it had still to read a number. */
        Position upTo(long gone, long unread) {
            return sequence < gone ? new Position(gone, missed + unread) : this;
        }
    }

    Optional<Position> of(String reader) {
        return Optional.ofNullable(readers.get(reader));
    }

    void move(String reader, Position position) {
        readers.put(reader, position);
        moved.add(reader);
    }

    /** Forgets the readers that are not among these, now and whenever a database tells of them. */
    void keep(Collection<String> names) {
        wanted = Optional.of(Set.copyOf(names));
        forgetUnwanted();
    }

    private void forgetUnwanted() {
        wanted.ifPresent(names -> {
            for (String reader : List.copyOf(readers.keySet())) {
                if (!names.contains(reader)) {
                    readers.remove(reader);
                    moved.add(reader);
                }
            }
        });
    }

    /**
     * Begins with what a database holds.
     *
     * @param known the last sequence that was given before
     * @param last the last that is given now
     * @param oldest the oldest and
     * @param newest the newest sequence that can be read; 0: none
     * @param stored how far its readers were
     */
    void restore(long known, long last, long oldest, long newest, Map<String, Position> stored) {
        readers.putAll(stored);
        forgetUnwanted();
        if (newest == 0) {
            // What is gone, nobody can wait for.
            readers.replaceAll((name, position) ->
                    new Position(last, position.missed() + Math.max(0, known - position.sequence())));
        } else {
            // Who has read all there is waits for what comes next, whatever number that has.
            readers.replaceAll((name, position) -> position.sequence() >= newest
                    ? new Position(last, position.missed())
                    : position.upTo(oldest - 1, oldest - 1 - position.sequence()));
        }
        moved.addAll(readers.keySet());
    }

    /** By reader that is not done with the entries up to a sequence, how far it is. */
    Map<String, Long> behind(long sequence) {
        var behind = new HashMap<String, Long>();
        readers.forEach((name, position) -> {
            if (position.sequence() < sequence) {
                behind.put(name, position.sequence());
            }
        });
        return behind;
    }

    /**
     * Takes note that entries up to a sequence are gone.
     *
     * @param missed by reader, how many of them it had still to read
     */
    void dropped(long upTo, Map<String, Long> missed) {
        missed.forEach((name, count) -> of(name).filter(position -> position.sequence() < upTo)
                .ifPresent(position -> move(name, position.upTo(upTo, count))));
    }

    /** The sequence up to which all are done; empty: there is no reader. */
    OptionalLong doneByAll() {
        return readers.values().stream().mapToLong(Position::sequence).min();
    }

    /** @return by reader, how many entries up to the newest it has still to read */
    Map<String, Long> backlogs(long newest) {
        var backlogs = new HashMap<String, Long>();
        readers.forEach((name, position) -> backlogs.put(name, Math.max(0, newest - position.sequence())));
        return backlogs;
    }

    /** @return by reader, how many entries went before it had read them */
    Map<String, Long> missed() {
        var missed = new HashMap<String, Long>();
        readers.forEach((name, position) -> missed.put(name, position.missed()));
        return missed;
    }

    boolean areWritten() {
        return moved.isEmpty();
    }

    /** What is to be written; a null position: the reader is forgotten. */
    Map<String, Position> unwritten() {
        var positions = new HashMap<String, Position>();
        moved.forEach(name -> positions.put(name, readers.get(name)));
        return positions;
    }

    /** That these are in the database; whoever has moved since then is not. */
    void written(Map<String, Position> positions) {
        positions.forEach((name, position) -> {
            if (position == null ? !readers.containsKey(name) : position.equals(readers.get(name))) {
                moved.remove(name);
            }
        });
    }
}
