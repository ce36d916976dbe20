package dev.edgeinfer.store;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what happened: the journal of facts, the events, and a picture of each. A disk that fails costs nobody anything
 * but what cannot be kept: facts wait in memory, and the store tries again.
 *
 * <p><b>Life cycle.</b> {@link #open} once; it returns at once, and a thread of its own opens the database. {@link #close}
 * writes what still waits. Any thread may call; what asks the database waits until it is open, or could not be opened.
 */
public final class Store implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Store.class);

    /** Without a disk all is in memory, of which there is less. */
    private static final int MOST_IN_MEMORY = 1000;

    private final DatabaseKeeper databases;
    private final StoredJournal journal;
    private final EventTable events;
    private final Snapshots snapshots;
    private final PendingSnapshots pending = new PendingSnapshots();
    private final Retention retention;
    private final StoreThread thread;
    private final boolean inMemory;

    private Store(Optional<Path> directory, StoreConfig config, InstantSource clock) {
        var codec = new FactCodec();
        inMemory = directory.isEmpty();
        databases = new DatabaseKeeper(directory, clock);
        events = new EventTable(codec);
        journal = new StoredJournal(databases, new EntryTable(codec));
        Optional<SnapshotFiles> files = directory.map(path -> new SnapshotFiles(path.resolve("snapshots")));
        snapshots = files.<Snapshots>map(found -> found).orElseGet(SnapshotMemory::new);
        retention = new Retention(databases.file(), journal, snapshots, clock, limits(config));
        thread = new StoreThread(
                databases, journal, new EntryTable(codec), events, files, snapshots, pending, retention, clock);
    }

    /**
     * @param directory where the database and the snapshots lie; empty: in memory, until the process ends
     * @param config how much is kept
     */
    public static Store open(Optional<Path> directory, StoreConfig config) {
        return open(directory, config, InstantSource.system());
    }

    static Store open(Optional<Path> directory, StoreConfig config, InstantSource clock) {
        if (directory.isEmpty()) {
            log.info("there is no state directory: events are kept in memory, the last {} of them", MOST_IN_MEMORY);
        }
        var store = new Store(directory, config, clock);
        store.thread.start();
        return store;
    }

    private StoreConfig limits(StoreConfig config) {
        return inMemory
                ? new StoreConfig(
                        config.maxAge(),
                        Math.min(config.maxEvents(), MOST_IN_MEMORY),
                        config.maxBytes(),
                        0,
                        config.snapshots())
                : config;
    }

    /** Keeps as much as another configuration says. */
    public void configure(StoreConfig config) {
        retention.limits(limits(config));
    }

    public Journal journal() {
        return journal;
    }

    /**
     * Forgets all readers of the journal but these, so that nothing is kept for who will not come. Does not wait; whoever
     * is not among them and comes nevertheless begins anew.
     */
    public void keepReaders(Collection<String> names) {
        journal.keepReaders(names);
    }

    /**
     * Some events, newest first.
     *
     * @throws StoreException when the database cannot be read now
     */
    public EventPage list(EventQuery query) {
        journal.awaitReady();
        return databases.read(connection -> events.list(connection, query)).orElseThrow(this::unreadable);
    }

    /**
     * An event.
     *
     * @return empty: there is none of this id
     * @throws StoreException when the database cannot be read now
     */
    public Optional<Event> find(String id) {
        journal.awaitReady();
        return databases.read(connection -> events.find(connection, id)).orElseThrow(this::unreadable);
    }

    private StoreException unreadable() {
        return new StoreException(
                thread.problem().orElse("the database of events cannot be read now; try again"), null);
    }

    /** Keeps a JPEG as the picture of an event, in the place of the one before it; does not wait for the disk. */
    public void putSnapshot(String id, byte[] jpeg) {
        pending.put(id, jpeg);
    }

    /**
     * The picture of an event.
     *
     * @param id a UUID
     * @return empty: there is none
     * @throws StoreException when it cannot be read now
     */
    public Optional<byte[]> snapshot(String id) {
        try {
            Optional<byte[]> waiting = pending.get(id);
            return waiting.isPresent() ? waiting : snapshots.get(id);
        } catch (IOException e) {
            throw new StoreException("the snapshot of event %s cannot be read: %s".formatted(id, e.getMessage()), e);
        }
    }

    /** How it is; does not wait. */
    public StoreStatus status() {
        return new StoreStatus(
                retention.events(),
                retention.bytes(),
                journal.backlogs(),
                journal.allMissed(),
                journal.lost(),
                thread.problem());
    }

    /** Writes what waits and closes the database; waits for that as long as it takes, or until it is interrupted. */
    @Override
    public void close() {
        journal.close();
        thread.join();
    }
}
