package dev.edgeinfer.store;

import dev.edgeinfer.config.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes what is beyond the limits, oldest first, a little at a time: a run removes some thousand things at most, and the
 * next goes on. The space of what was removed is used again; the file shrinks only when much of it is empty, a megabyte
 * a run, because each page that is moved is one more that an SD card writes.
 *
 * <p>{@link #run} and what it needs are for the store's thread; the figures and the limits for any.
 */
final class Retention {

    /** Entries that stay although all readers are done with them. */
    private static final long TAIL = 1000;

    private static final int MOST_STEPS = 40;
    private static final int MOST_STEPS_FOR_SPACE = 5;
    private static final int EVENTS_A_STEP = 100;
    private static final int ENTRIES_A_STEP = 1000;
    private static final int PAGES_A_RUN = 256;
    private static final int PAGES_FOR_SPACE = 4096;
    private static final int EMPTY_PART = 5;

    private final Optional<Path> file;
    private final StoredJournal journal;
    private final Snapshots snapshots;
    private final InstantSource clock;

    private volatile StoreConfig limits;
    private volatile long events;

    /** Of the store's thread; numbers may be left out, so that they do not tell it. */
    private long entries;

    private volatile long databaseBytes;
    private volatile Optional<String> trouble = Optional.empty();

    /** @param file of the database; empty: it is in memory */
    Retention(
            Optional<Path> file, StoredJournal journal, Snapshots snapshots, InstantSource clock, StoreConfig limits) {
        this.file = file;
        this.journal = journal;
        this.snapshots = snapshots;
        this.clock = clock;
        this.limits = limits;
    }

    void limits(StoreConfig wanted) {
        limits = wanted;
    }

    /** How many events there are. */
    long events() {
        return events;
    }

    /** What database and snapshots take, as of the last run. */
    long bytes() {
        return databaseBytes + snapshots.bytes();
    }

    /** Why the limits cannot be kept. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Begins with what a database holds. */
    void count(Connection connection) throws SQLException {
        events = Database.number(connection, "SELECT count(*) FROM event");
        entries = Database.number(connection, "SELECT count(*) FROM entry");
        databaseBytes = usedBytes(connection);
    }

    void added(int newEvents, int newEntries) {
        events += newEvents;
        entries += newEntries;
    }

    void run(Database database) throws SQLException, IOException {
        StoreConfig kept = limits;
        Instant oldest = clock.instant().minus(kept.maxAge());
        dropEntries(database, kept, oldest);
        for (int step = 0; step < MOST_STEPS && removeEvents(database, tooOld(oldest)) > 0; step++) {}
        for (int step = 0; step < MOST_STEPS && events > kept.maxEvents(); step++) {
            removeEvents(database, oldest((int) Math.min(EVENTS_A_STEP, events - kept.maxEvents())));
        }
        databaseBytes = database.maintain(Retention::usedBytes);
        for (int step = 0; step < MOST_STEPS && bytes() > kept.maxBytes() && removeOldest(database); step++) {
            databaseBytes = database.maintain(Retention::usedBytes);
        }
        if (file.isPresent()) {
            makeRoom(database, kept.minFree());
        }
        long empty = database.maintain(connection -> Database.number(connection, "PRAGMA freelist_count"));
        long pages = database.maintain(connection -> Database.number(connection, "PRAGMA page_count"));
        if (empty > PAGES_A_RUN && empty > pages / EMPTY_PART) {
            vacuum(database, PAGES_A_RUN);
        }
    }

    private void dropEntries(Database database, StoreConfig kept, Instant oldest) throws SQLException {
        long newest = database.maintain(EntryTable::newest);
        long read = Math.min(journal.doneByAll(), newest - TAIL);
        for (int step = 0; step < MOST_STEPS; step++) {
            long beyond = database.maintain(EntryTable::oldest) + entries - kept.maxEvents() - 1;
            long old = database.maintain(connection -> oldEntry(connection, oldest));
            // The newest stays, because the next number follows from it.
            long upTo = Math.min(Math.max(Math.max(read, beyond), old), newest - 1);
            if (dropEntries(database, upTo) == 0) {
                break;
            }
        }
    }

    /** The last of the oldest entries that is from before a time; 0: none is. */
    private static long oldEntry(Connection connection, Instant time) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT max(sequence) FROM (SELECT sequence, at FROM entry ORDER BY sequence LIMIT ?) WHERE at < ?")) {
            statement.setInt(1, ENTRIES_A_STEP);
            statement.setLong(2, time.toEpochMilli());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** @return how many */
    private int dropEntries(Database database, long upTo) throws SQLException {
        long until = database.maintain(connection -> {
            long oldest = EntryTable.oldest(connection);
            return oldest == 0 ? 0 : Math.min(upTo, oldest + ENTRIES_A_STEP - 1);
        });
        Map<String, Long> missed = database.maintain(connection -> unread(connection, journal.behind(until), until));
        int dropped = database.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM entry WHERE sequence <= ?")) {
                statement.setLong(1, until);
                return statement.executeUpdate();
            }
        });
        entries -= dropped;
        if (dropped > 0) {
            journal.dropped(until, missed);
        }
        return dropped;
    }

    private static Map<String, Long> unread(Connection connection, Map<String, Long> positions, long until)
            throws SQLException {
        var unread = new HashMap<String, Long>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT count(*) FROM entry WHERE sequence > ? AND sequence <= ?")) {
            for (Map.Entry<String, Long> reader : positions.entrySet()) {
                statement.setLong(1, reader.getValue());
                statement.setLong(2, until);
                try (ResultSet rows = statement.executeQuery()) {
                    unread.put(reader.getKey(), rows.next() ? rows.getLong(1) : 0);
                }
            }
        }
        return unread;
    }

    private static Database.Work<List<String>> tooOld(Instant time) {
        return connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT id FROM event WHERE ended < ? AND id IN
                    (SELECT id FROM event INDEXED BY event_listed WHERE started < ? ORDER BY started, id LIMIT ?)""")) {
                statement.setLong(1, time.toEpochMilli());
                statement.setLong(2, time.toEpochMilli());
                statement.setInt(3, EVENTS_A_STEP);
                return ids(statement);
            }
        };
    }

    private static Database.Work<List<String>> oldest(int count) {
        return connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id FROM event WHERE ended IS NOT NULL ORDER BY started, id LIMIT ?")) {
                statement.setInt(1, count);
                return ids(statement);
            }
        };
    }

    private static List<String> ids(PreparedStatement statement) throws SQLException {
        var ids = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** First the rows, then the files: what is left behind after a crash is a file without an event, not the reverse. */
    private int removeEvents(Database database, Database.Work<List<String>> choice) throws SQLException, IOException {
        List<String> ids = database.maintain(choice);
        if (ids.isEmpty()) {
            return 0;
        }
        database.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM event WHERE id = ?")) {
                for (String id : ids) {
                    statement.setString(1, id);
                    statement.executeUpdate();
                }
            }
            return null;
        });
        events -= ids.size();
        for (String id : ids) {
            snapshots.remove(id);
        }
        return ids.size();
    }

    /** Removes the oldest things, facts or events. @return whether there were any */
    private boolean removeOldest(Database database) throws SQLException, IOException {
        long entry = database.maintain(connection -> Database.number(
                connection,
                "SELECT at FROM entry WHERE sequence < (SELECT max(sequence) FROM entry)"
                        + " ORDER BY sequence LIMIT 1"));
        long event = database.maintain(connection -> Database.number(
                connection, "SELECT started FROM event WHERE ended IS NOT NULL ORDER BY started, id LIMIT 1"));
        if (entry > 0 && (event == 0 || entry <= event)) {
            long newest = database.maintain(EntryTable::newest);
            long oldest = database.maintain(EntryTable::oldest);
            return dropEntries(database, Math.min(oldest + EVENTS_A_STEP - 1, newest - 1)) > 0;
        }
        return removeEvents(database, oldest(EVENTS_A_STEP)) > 0;
    }

    private void makeRoom(Database database, long minFree) throws SQLException, IOException {
        Path folder = file.orElseThrow().toAbsolutePath().getParent();
        long free = Files.getFileStore(folder).getUsableSpace();
        for (int step = 0; step < MOST_STEPS_FOR_SPACE && free < minFree && removeOldest(database); step++) {
            vacuum(database, PAGES_FOR_SPACE);
            free = Files.getFileStore(folder).getUsableSpace();
        }
        Optional<String> found = free >= minFree
                ? Optional.empty()
                : Optional.of(
                        "the disk of \"%s\" has %d MB free, store.min-free is %d MB: the oldest events go; make room"
                                .formatted(folder, free >> 20, minFree >> 20));
        trouble = found;
    }

    /** Gives empty pages back to the disk. */
    private static void vacuum(Database database, int pages) throws SQLException {
        database.write(connection -> {
            long count = Math.min(pages, Database.number(connection, "PRAGMA freelist_count"));
            try (Statement statement = connection.createStatement()) {
                // SQLite gives back one page with each step, and JDBC makes one step of a statement without rows.
                for (long page = 0; page < count; page++) {
                    statement.execute("PRAGMA incremental_vacuum(1)");
                }
            }
            return null;
        });
    }

    private static long usedBytes(Connection connection) throws SQLException {
        long pages = Database.number(connection, "PRAGMA page_count");
        long empty = Database.number(connection, "PRAGMA freelist_count");
        return (pages - empty) * Database.number(connection, "PRAGMA page_size");
    }
}
