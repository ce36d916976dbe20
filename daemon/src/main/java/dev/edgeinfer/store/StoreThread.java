package dev.edgeinfer.store;

import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that opens the database, writes to it, and removes what is too old. Whatever fails is tried again, after
 * a second at first and after ten at most.
 */
final class StoreThread {

    private static final Logger log = LoggerFactory.getLogger(StoreThread.class);

    private static final long RETENTION_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long FIRST_RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_RETRY = TimeUnit.SECONDS.toNanos(10);

    /**
     * How many numbers are left out after a power cut or with a database that was broken, more than there can have been
     * in the commits that were lost: a number that a reader has seen is not given to another fact.
     */
    private static final long LEFT_OUT = 100_000;

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final DatabaseKeeper databases;
    private final StoredJournal journal;
    private final EntryTable entries;
    private final EventTable events;
    private final Optional<SnapshotFiles> files;
    private final Snapshots snapshots;
    private final PendingSnapshots pending;
    private final Retention retention;
    private final InstantSource clock;
    private final Thread thread;

    private volatile Optional<String> problem = Optional.empty();

    // Of the thread alone.
    private boolean openedBefore;
    private Optional<String> snapshotTrouble = Optional.empty();
    private long nextRetention = System.nanoTime();

    /** @param files the snapshots, when they are files */
    StoreThread(
            DatabaseKeeper databases,
            StoredJournal journal,
            EntryTable entries,
            EventTable events,
            Optional<SnapshotFiles> files,
            Snapshots snapshots,
            PendingSnapshots pending,
            Retention retention,
            InstantSource clock) {
        this.databases = databases;
        this.journal = journal;
        this.entries = entries;
        this.events = events;
        this.files = files;
        this.snapshots = snapshots;
        this.pending = pending;
        this.retention = retention;
        this.clock = clock;
        thread = Thread.ofPlatform().name("store").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Why nothing is written now; any thread may ask. */
    Optional<String> problem() {
        return problem;
    }

    /** Waits for the end, which the close of the journal brings. */
    void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long retry = FIRST_RETRY;
        try {
            while (true) {
                boolean last = journal.isClosed();
                Optional<String> failure = step();
                report(failure.or(() -> snapshotTrouble).or(retention::trouble));
                journal.ready();
                if (last) {
                    break;
                }
                if (failure.isPresent()) {
                    journal.awaitRetry(retry);
                    retry = Math.min(2 * retry, LONGEST_RETRY);
                } else {
                    retry = FIRST_RETRY;
                    journal.awaitWork(RETENTION_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            journal.ready();
            close();
        }
    }

    /** Writes what there is to write. @return why that failed and must be tried again */
    private Optional<String> step() {
        try {
            Database database = opened();
            snapshotTrouble = writeSnapshots();
            do {
                write(database);
            } while (journal.isFull());
            if (System.nanoTime() - nextRetention >= 0) {
                retention.run(database);
                nextRetention = System.nanoTime() + RETENTION_NANOS;
            }
            return Optional.empty();
        } catch (SQLException e) {
            if (Database.isCorrupt(e)) {
                databases.suspect(e);
            }
            return Optional.of("events cannot be kept: %s; they wait in memory".formatted(e.getMessage()));
        } catch (StoreException e) {
            return Optional.of(e.getMessage());
        } catch (IOException | RuntimeException e) {
            log.debug("the store failed", e);
            return Optional.of("events cannot be kept: %s; they wait in memory".formatted(e));
        }
    }

    private Database opened() throws SQLException, IOException {
        Optional<SQLException> suspicion = databases.suspicion();
        if (suspicion.isPresent()) {
            databases.setAside(suspicion.get());
        } else if (databases.isRemoved()) {
            log.warn("somebody has removed the database of events; a new one begins");
            databases.close();
        }
        Optional<Database> current = databases.current();
        return current.isPresent() ? current.get() : open();
    }

    private Database open() throws SQLException, IOException {
        Database database = databases.open();
        Optional<String> oldest = database.read(EventTable::oldestId);
        if (files.isPresent()) {
            files.get().scan(oldest);
        }
        database.write(connection -> {
            long given = given(connection);
            if (!openedBefore) {
                given = interrupt(connection, given);
            }
            journal.restore(
                    given, EntryTable.oldest(connection), EntryTable.newest(connection), ReaderTable.all(connection));
            retention.count(connection);
            return null;
        });
        openedBefore = true;
        // What is too old may take long to remove; nobody need wait for that.
        journal.ready();
        return database;
    }

    /** The last number that was given to a fact, or may have been. */
    private long given(Connection connection) throws SQLException {
        long stored = StateTable.get(connection, StateTable.GIVEN)
                .map(Long::parseLong)
                .orElse(0L);
        long newest = EntryTable.newest(connection);
        long given = Math.max(Math.max(stored, newest), journal.last());
        String before = StateTable.get(connection, StateTable.BOOT).orElse("");
        String now = bootId();
        boolean salvaged = given == 0 && databases.salvaged() > 0;
        if (salvaged || !before.isEmpty() && !before.equals(now)) {
            given = Math.max(given, databases.salvaged()) + LEFT_OUT;
        }
        if (given > newest) {
            StateTable.put(connection, StateTable.GIVEN, Long.toString(given));
        }
        StateTable.put(connection, StateTable.BOOT, now);
        return given;
    }

    /** Ends the events of a process that could not do so itself. @return the last number that was given */
    private long interrupt(Connection connection, long given) throws SQLException {
        long sequence = given;
        for (Event event : events.open(connection)) {
            Instant seen = event.path().isEmpty()
                    ? event.startedAt()
                    : event.path().getLast().at();
            Event ended = event.ended(seen, EndReason.INTERRUPTED);
            events.put(connection, ended);
            entries.add(
                    connection,
                    ++sequence,
                    new Fact.EventChange(
                            Fact.Phase.END, clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.of(event), ended));
        }
        return sequence;
    }

    private Optional<String> writeSnapshots() {
        for (Optional<Map.Entry<String, byte[]>> next = pending.next(); next.isPresent(); next = pending.next()) {
            String id = next.get().getKey();
            byte[] jpeg = next.get().getValue();
            try {
                snapshots.put(id, jpeg);
            } catch (IOException e) {
                return Optional.of("snapshots cannot be kept: " + e);
            } finally {
                pending.written(id, jpeg);
            }
        }
        return Optional.empty();
    }

    private void write(Database database) throws SQLException {
        Batch batch = journal.batch();
        if (batch.isEmpty()) {
            return;
        }
        int added = database.write(connection -> {
            int begun = 0;
            long sequence = batch.first();
            for (Fact fact : batch.facts()) {
                entries.add(connection, sequence++, fact);
                if (fact instanceof Fact.EventChange change && events.put(connection, change.event())) {
                    begun++;
                }
            }
            ReaderTable.put(connection, batch.positions());
            return begun;
        });
        journal.committed(batch);
        retention.added(added, batch.facts().size());
    }

    private void report(Optional<String> trouble) {
        if (!trouble.equals(problem)) {
            trouble.ifPresentOrElse(log::warn, () -> log.info("all is well with the store again"));
        }
        problem = trouble;
    }

    /** Leaves word that nothing was cut off. */
    private void close() {
        databases.current().ifPresent(database -> {
            try {
                database.write(connection -> {
                    StateTable.put(connection, StateTable.BOOT, "");
                    return null;
                });
            } catch (SQLException e) {
                log.debug("the database of events takes no last word", e);
            }
        });
        databases.close();
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
