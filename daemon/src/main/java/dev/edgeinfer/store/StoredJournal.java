package dev.edgeinfer.store;

import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The journal as its users see it, and what waits to be written. {@link StoreThread} alone writes; what it may call is
 * not public.
 *
 * <p>While nothing can be written, {@value #MOST_WAITING} facts wait in memory; of more the oldest are lost, and counted.
 * The position of a reader is in the database a second after {@link #advance} at the latest, so that after a crash a
 * reader sees again what it was done with in that time.
 */
final class StoredJournal implements Journal {

    static final int MOST_WAITING = 10_000;

    /** Facts that come within this time are committed together, which an SD card thanks with a longer life. */
    private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long POSITION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long UNREADABLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_AT_ONCE = 1000;

    private final DatabaseKeeper databases;
    private final EntryTable entries;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition readable = lock.newCondition();

    // All below is guarded by the lock.
    private final Deque<Fact> waiting = new ArrayDeque<>();
    private List<Fact> beingWritten = List.of();
    private final Map<String, Position> readers = new HashMap<>();
    private final Set<String> moved = new HashSet<>();

    /** The readers that the configuration has; empty: whoever comes. */
    private Optional<Set<String>> wanted = Optional.empty();

    private long lost;
    private boolean ready;
    private boolean closed;

    /** The last sequence that was given. */
    private long last;

    /** The newest sequence that can be read; 0: none. */
    private long newest;

    /** How far a reader is, and how much went before it came there. */
    record Position(long sequence, long missed) {

        /** Where a reader is when all up to a sequence is gone, of which it had still to read a number. */
        Position upTo(long gone, long unread) {
            return sequence < gone ? new Position(gone, missed + unread) : this;
        }
    }

    /** What is to be written in one transaction; {@code first} is the sequence of its first fact. */
    record Batch(long first, List<Fact> facts, Map<String, Position> positions) {

        boolean isEmpty() {
            return facts.isEmpty() && positions.isEmpty();
        }

        long last() {
            return first + facts.size() - 1;
        }
    }

    StoredJournal(DatabaseKeeper databases, EntryTable entries) {
        this.databases = databases;
        this.entries = entries;
    }

    @Override
    public void append(Fact fact) {
        lock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                waiting.removeFirst();
                lost++;
            }
            waiting.addLast(fact);
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> read(long after, int most) {
        awaitReady();
        return databases
                .read(connection -> entries.read(connection, after, most))
                .orElseGet(() -> {
                    // Who awaits and reads in turns must not do so without end while the disk fails.
                    awaitRecovery();
                    return List.of();
                });
    }

    private void awaitRecovery() {
        lock.lock();
        try {
            if (!closed) {
                readable.awaitNanos(UNREADABLE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(long after, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (newest <= after && left > 0 && !closed) {
                left = readable.awaitNanos(left);
            }
            return newest > after;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long position(String reader) {
        return known(reader).sequence();
    }

    @Override
    public long missed(String reader) {
        return known(reader).missed();
    }

    @Override
    public long backlog(String reader) {
        Position position = known(reader);
        lock.lock();
        try {
            return backlog(position);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void advance(String reader, long sequence) {
        known(reader);
        lock.lock();
        try {
            Position before = readers.get(reader);
            long next = Math.min(sequence, last);
            if (before != null && next > before.sequence()) {
                move(reader, new Position(next, before.missed()));
            }
        } finally {
            lock.unlock();
        }
    }

    private Position known(String reader) {
        awaitReady();
        lock.lock();
        try {
            Position position = readers.get(reader);
            if (position == null) {
                position = new Position(last + beingWritten.size() + waiting.size(), 0);
                move(reader, position);
            }
            return position;
        } finally {
            lock.unlock();
        }
    }

    private void move(String reader, Position position) {
        readers.put(reader, position);
        moved.add(reader);
        work.signalAll();
    }

    private long backlog(Position position) {
        return Math.max(0, newest - position.sequence());
    }

    /** Waits until the database has been opened, or could not be. */
    void awaitReady() {
        lock.lock();
        try {
            while (!ready) {
                readable.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the readers that are not among these: nobody will come for what waits for them. Does not wait. */
    void keepReaders(Collection<String> names) {
        lock.lock();
        try {
            wanted = Optional.of(Set.copyOf(names));
            forgetUnwanted();
        } finally {
            lock.unlock();
        }
    }

    private void forgetUnwanted() {
        wanted.ifPresent(names -> {
            for (String reader : List.copyOf(readers.keySet())) {
                if (!names.contains(reader)) {
                    readers.remove(reader);
                    moved.add(reader);
                }
            }
            work.signalAll();
        });
    }

    /** @return by reader, how many entries it has still to read */
    Map<String, Long> backlogs() {
        lock.lock();
        try {
            var backlogs = new HashMap<String, Long>();
            readers.forEach((name, position) -> backlogs.put(name, backlog(position)));
            return backlogs;
        } finally {
            lock.unlock();
        }
    }

    /** @return by reader, how many entries went before it had read them */
    Map<String, Long> allMissed() {
        lock.lock();
        try {
            var missed = new HashMap<String, Long>();
            readers.forEach((name, position) -> missed.put(name, position.missed()));
            return missed;
        } finally {
            lock.unlock();
        }
    }

    /** How many facts were never written. */
    long lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    // What follows is for the store's thread.

    /** That the database was tried for the first time, with whatever result. */
    void ready() {
        lock.lock();
        try {
            ready = true;
            readable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins with what a database holds.
     *
     * @param given the last sequence that was given in it
     * @param oldest the oldest and
     * @param newest the newest sequence that can be read; 0: none
     * @param stored how far its readers were
     */
    void restore(long given, long oldest, long newest, Map<String, Position> stored) {
        lock.lock();
        try {
            long known = last;
            last = Math.max(last, given);
            this.newest = newest;
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
        } finally {
            lock.unlock();
        }
    }

    /** By reader that is not done with the entries up to a sequence, how far it is. */
    Map<String, Long> behind(long sequence) {
        lock.lock();
        try {
            var behind = new HashMap<String, Long>();
            readers.forEach((name, position) -> {
                if (position.sequence() < sequence) {
                    behind.put(name, position.sequence());
                }
            });
            return behind;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes note that entries up to a sequence are gone.
     *
     * @param missed by reader, how many of them it had still to read
     */
    void dropped(long upTo, Map<String, Long> missed) {
        lock.lock();
        try {
            missed.forEach((name, count) -> {
                Position position = readers.get(name);
                if (position != null && position.sequence() < upTo) {
                    move(name, position.upTo(upTo, count));
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /** The sequence up to which all readers are done; the newest when there is no reader. */
    long doneByAll() {
        lock.lock();
        try {
            return readers.values().stream().mapToLong(Position::sequence).min().orElse(newest);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for something to write: for facts, and for those that follow within moments; for positions for a second. Returns
     * at once after {@link #close}.
     */
    void awaitWork(long patienceNanos) throws InterruptedException {
        long deadline = System.nanoTime() + patienceNanos;
        lock.lockInterruptibly();
        try {
            while (!closed && waiting.isEmpty() && beingWritten.isEmpty() && moved.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                work.awaitNanos(left);
            }
            pause(POSITION_NANOS, true);
            pause(GROUP_NANOS, false);
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos, boolean untilFact) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!closed && waiting.size() < MOST_AT_ONCE && (!untilFact || waiting.isEmpty())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            work.awaitNanos(left);
        }
    }

    /** Waits before a further attempt; not after {@link #close}. */
    void awaitRetry(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                work.awaitNanos(left);
                left = deadline - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is to be written next; the same again until it is {@link #committed}, with positions as they are then. */
    Batch batch() {
        lock.lock();
        try {
            if (beingWritten.isEmpty()) {
                var facts = new ArrayList<Fact>();
                while (facts.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
                    facts.add(waiting.removeFirst());
                }
                beingWritten = List.copyOf(facts);
            }
            // A null position: the reader is forgotten.
            var positions = new HashMap<String, Position>();
            moved.forEach(name -> positions.put(name, readers.get(name)));
            return new Batch(last + 1, beingWritten, positions);
        } finally {
            lock.unlock();
        }
    }

    /** That a batch is in the database. */
    void committed(Batch batch) {
        lock.lock();
        try {
            batch.positions().forEach((name, position) -> {
                if (position == null ? !readers.containsKey(name) : position.equals(readers.get(name))) {
                    moved.remove(name);
                }
            });
            if (!batch.facts().isEmpty()) {
                last = batch.last();
                newest = last;
                beingWritten = List.of();
                readable.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Whether so much waits that there is no point in waiting for more; after {@link #close} whether anything does. */
    boolean isFull() {
        lock.lock();
        try {
            return waiting.size() >= MOST_AT_ONCE || closed && !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            readable.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
