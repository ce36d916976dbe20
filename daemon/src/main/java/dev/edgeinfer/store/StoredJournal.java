package dev.edgeinfer.store;

import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import dev.edgeinfer.store.ReaderPositions.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The journal as its users see it, and what waits to be written. {@link StoreThread} alone writes; what it may call is
 * not public.
 *
 * <p>While nothing can be written, {@value UnwrittenFacts#MOST_WAITING} facts wait in memory; of more the oldest are lost, and
 * counted. The position of a reader is in the database a second after {@link #advance} at the latest, so that after a crash a
 * reader sees again what it was done with in that time.
 */
final class StoredJournal implements Journal {

    /** Facts that come within this time are committed together, which an SD card thanks with a longer life. */
    private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long POSITION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long UNREADABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DatabaseKeeper databases;
    private final EntryTable entries;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition readable = lock.newCondition();

    // All below is guarded by the lock.
    private final UnwrittenFacts facts = new UnwrittenFacts();
    private final ReaderPositions readers = new ReaderPositions();
    private boolean ready;
    private boolean closed;

    /** The last sequence that was given. */
    private long last;

    /** The newest sequence that can be read; 0: none. */
    private long newest;

    StoredJournal(DatabaseKeeper databases, EntryTable entries) {
        this.databases = databases;
        this.entries = entries;
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        locked(() -> {
            change.run();
            return null;
        });
    }

    @Override
    public void append(Fact fact) {
        locked(() -> {
            facts.add(fact);
            work.signalAll();
        });
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
        return locked(() -> Math.max(0, newest - position.sequence()));
    }

    @Override
    public void advance(String reader, long sequence) {
        known(reader);
        locked(() -> readers.of(reader).ifPresent(before -> {
            long next = Math.min(sequence, last);
            if (next > before.sequence()) {
                move(reader, new Position(next, before.missed()));
            }
        }));
    }

    private Position known(String reader) {
        awaitReady();
        return locked(() -> readers.of(reader).orElseGet(() -> move(reader, new Position(last + facts.count(), 0))));
    }

    private Position move(String reader, Position position) {
        readers.move(reader, position);
        work.signalAll();
        return position;
    }

    /** Waits until the database has been opened, or could not be. */
    void awaitReady() {
        locked(() -> {
            while (!ready) {
                readable.awaitUninterruptibly();
            }
        });
    }

    /** Forgets the readers that are not among these: nobody will come for what waits for them. Does not wait. */
    void keepReaders(Collection<String> names) {
        locked(() -> {
            readers.keep(names);
            work.signalAll();
        });
    }

    /** @return by reader, how many entries it has still to read */
    Map<String, Long> backlogs() {
        return locked(() -> readers.backlogs(newest));
    }

    /** @return by reader, how many entries went before it had read them */
    Map<String, Long> allMissed() {
        return locked(readers::missed);
    }

    /** How many facts were never written. */
    long lost() {
        return locked(facts::lost);
    }

    // What follows is for the store's thread.

    /** That the database was tried for the first time, with whatever result. */
    void ready() {
        locked(() -> {
            ready = true;
            readable.signalAll();
        });
    }

    /** Begins with what a database holds, in which {@code given} was given last; see {@link ReaderPositions#restore}. */
    void restore(long given, long oldest, long newest, Map<String, Position> stored) {
        locked(() -> {
            long known = last;
            last = Math.max(last, given);
            this.newest = newest;
            readers.restore(known, last, oldest, newest, stored);
        });
    }

    /** By reader that is not done with the entries up to a sequence, how far it is. */
    Map<String, Long> behind(long sequence) {
        return locked(() -> readers.behind(sequence));
    }

    /**
     * Takes note that entries up to a sequence are gone.
     *
     * @param missed by reader, how many of them it had still to read
     */
    void dropped(long upTo, Map<String, Long> missed) {
        locked(() -> {
            readers.dropped(upTo, missed);
            work.signalAll();
        });
    }

    /** The sequence up to which all readers are done; the newest when there is no reader. */
    long doneByAll() {
        return locked(() -> readers.doneByAll().orElse(newest));
    }

    /**
     * Waits for something to write: for facts, and for those that follow within moments; for positions for a second. Returns
     * at once after {@link #close}.
     */
    void awaitWork(long patienceNanos) throws InterruptedException {
        if (waitWhile(() -> facts.isEmpty() && readers.areWritten(), patienceNanos)) {
            waitWhile(() -> !facts.isAnyWaiting(), POSITION_NANOS);
            waitWhile(() -> !facts.isFull(), GROUP_NANOS);
        }
    }

    /** Waits before a further attempt; not after {@link #close}. */
    void awaitRetry(long nanos) throws InterruptedException {
        waitWhile(() -> true, nanos);
    }

    /** @return false: the time is over */
    private boolean waitWhile(BooleanSupplier idle, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!closed && idle.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = work.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What is to be written next; the same again until it is {@link #committed}, with positions as they are then. */
    Batch batch() {
        return locked(() -> new Batch(last + 1, facts.next(), readers.unwritten()));
    }

    /** That a batch is in the database. */
    void committed(Batch batch) {
        locked(() -> {
            readers.written(batch.positions());
            if (!batch.facts().isEmpty()) {
                last = batch.last();
                newest = last;
                facts.written();
                readable.signalAll();
            }
        });
    }

    long last() {
        return locked(() -> last);
    }

    /** Whether so much waits that there is no point in waiting for more; after {@link #close} whether anything does. */
    boolean isFull() {
        return locked(() -> facts.isFull() || closed && facts.isAnyWaiting());
    }

    boolean isClosed() {
        return locked(() -> closed);
    }

    /** Ends all waiting. */
    void close() {
        locked(() -> {
            closed = true;
            work.signalAll();
            readable.signalAll();
        });
    }
}
