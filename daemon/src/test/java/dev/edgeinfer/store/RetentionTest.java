package dev.edgeinfer.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when, with a simulated clock; the store looks at it when it is opened. */
class RetentionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] JPEG = jpeg(20_000);

    @TempDir
    Path directory;

    private Store store;

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private static byte[] jpeg(int size) {
        byte[] jpeg = new byte[size];
        jpeg[0] = (byte) 0xff;
        jpeg[1] = (byte) 0xd8;
        jpeg[size - 2] = (byte) 0xff;
        jpeg[size - 1] = (byte) 0xd9;
        return jpeg;
    }

    private static StoreConfig limits(Duration age, int events, long bytes, long free) {
        return new StoreConfig(age, events, bytes, free, StoreConfig.DEFAULT.snapshots());
    }

    private static StoreConfig ample() {
        return limits(Duration.ofDays(365), 1_000_000, 1L << 40, 0);
    }

    private Journal open(StoreConfig config, Instant now) {
        store = Store.open(Optional.of(directory), config, () -> now);
        return store.journal();
    }

    /** Events, each with a picture, as they were left by a daemon that has ended. */
    private void fill(int events, String reader) throws InterruptedException {
        Journal journal = open(ample(), Facts.TIME);
        if (reader != null) {
            journal.position(reader);
        }
        for (int i = 0; i < events; i++) {
            journal.append(Facts.begin(Facts.event(i)));
            journal.append(Facts.end(Facts.event(i)));
            store.putSnapshot(Facts.id(i), JPEG);
            // Not more at once than may wait.
            if (i % 100 == 99) {
                assertTrue(journal.await(2L * i, PATIENCE));
            }
        }
        assertTrue(journal.await(2L * events - 1, PATIENCE));
        store.close();
    }

    private List<Event> all() {
        return store.list(new EventQuery(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        EventQuery.MOST,
                        Optional.empty()))
                .events();
    }

    private long pictures() throws Exception {
        try (var files = Files.walk(directory.resolve("snapshots"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void whatIsOlderThanTheAgeGoesWithItsPicture() throws Exception {
        fill(100, null);
        // Event i has ended at second i + 5.
        open(limits(Duration.ofSeconds(60), 1000, 1L << 40, 0), Facts.TIME.plusSeconds(100));

        await().atMost(PATIENCE).until(() -> store.status().events() == 65);
        assertEquals(Facts.id(35), all().getLast().id());
        await().atMost(PATIENCE).until(() -> pictures() == 65);
        assertEquals(Optional.empty(), store.snapshot(Facts.id(34)));
        assertTrue(store.snapshot(Facts.id(35)).isPresent());
    }

    @Test
    void ofTooManyTheOldestGo() throws Exception {
        fill(250, null);
        open(limits(Duration.ofDays(365), 30, 1L << 40, 0), Facts.TIME);

        await().atMost(PATIENCE).until(() -> store.status().events() == 30);
        assertEquals(Facts.id(220), all().getLast().id());
        await().atMost(PATIENCE).until(() -> pictures() == 30);
    }

    @Test
    void picturesCountForTheSize() throws Exception {
        fill(500, null);
        long limit = 5_000_000;
        open(limits(Duration.ofDays(365), 1000, limit, 0), Facts.TIME);

        // Nothing is counted before the database is open.
        await().atMost(PATIENCE)
                .until(() -> store.status().bytes() <= limit
                        && store.status().events() > 0
                        && store.status().events() < 500);
        long left = store.status().events();
        assertTrue(left >= 100 && left <= limit / JPEG.length, "events: " + left);
        assertEquals(Facts.id(499), all().getFirst().id());
        await().atMost(PATIENCE).until(() -> pictures() == left);
    }

    @Test
    void whenTheDiskHasTooLittleRoomTheOldestGoAndItIsSaid() throws Exception {
        fill(700, null);
        open(limits(Duration.ofDays(365), 1000, 1L << 40, 1L << 60), Facts.TIME);

        await().atMost(PATIENCE).until(() -> store.status().events() < 700);
        await().atMost(PATIENCE).until(() -> store.status().problem().isPresent());
        String problem = store.status().problem().orElseThrow();
        assertTrue(problem.contains("store.min-free is 1099511627776 MB: the oldest events go; make room"), problem);
        assertTrue(store.status().events() >= 200, "events: " + store.status().events());
    }

    @Test
    void anEventThatGoesOnStays() throws Exception {
        Journal journal = open(ample(), Facts.TIME);
        journal.append(Facts.begin(Facts.event(0)));
        for (int i = 1; i < 50; i++) {
            journal.append(Facts.begin(Facts.event(i)));
            journal.append(Facts.end(Facts.event(i)));
        }
        assertTrue(journal.await(98, PATIENCE));
        var databases = new DatabaseKeeper(Optional.of(directory), () -> Facts.TIME);
        Database database = databases.open();
        try {
            var retention = new Retention(
                    databases.file(),
                    new StoredJournal(databases, new EntryTable(new FactCodec())),
                    new SnapshotMemory(),
                    () -> Facts.TIME.plusSeconds(9999),
                    limits(Duration.ofSeconds(1), 1, 1L << 40, 0));
            database.read(connection -> {
                retention.count(connection);
                return null;
            });
            retention.run(database);
            assertEquals(1, retention.events());
        } finally {
            databases.close();
        }
        assertEquals(List.of(Facts.id(0)), all().stream().map(Event::id).toList());
    }

    @Test
    void entriesStayWhileAReaderNeedsThemUpToTheBound() throws Exception {
        fill(1500, "mqtt");

        Journal journal = open(ample(), Facts.TIME);
        assertEquals(3000, journal.backlog("mqtt"));
        assertEquals(1, journal.read(0, 1).getFirst().sequence());
        store.close();

        Journal bounded = open(limits(Duration.ofDays(365), 2000, 1L << 40, 0), Facts.TIME);
        await().atMost(PATIENCE).until(() -> bounded.read(0, 1).getFirst().sequence() == 1001);
        await().atMost(PATIENCE).until(() -> bounded.missed("mqtt") == 1000);
        assertEquals(1000, bounded.position("mqtt"));
        assertEquals(2000, bounded.backlog("mqtt"));
        store.close();

        Journal again = open(ample(), Facts.TIME);
        assertEquals(1000, again.missed("mqtt"));
    }

    @Test
    void numbersThatWereLeftOutAreNoEntries() throws Exception {
        fill(10, "mqtt");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE state SET value = 'the boot before' WHERE name = 'boot'");
        }
        Journal journal = open(limits(Duration.ofDays(365), 15, 1L << 40, 0), Facts.TIME);
        long position = journal.position("probe");
        journal.append(Facts.armed(1));
        assertTrue(journal.await(position, PATIENCE));
        store.close();

        Journal after = open(limits(Duration.ofDays(365), 15, 1L << 40, 0), Facts.TIME);
        await().atMost(PATIENCE).until(() -> after.read(0, 99).size() == 15);
        await().atMost(PATIENCE).until(() -> after.missed("mqtt") == 6);
        assertEquals(
                List.of(),
                after.read(after.position("probe"), 9).stream().skip(1).toList());
    }

    @Test
    void entriesThatAllHaveReadGoButForTheLatest() throws Exception {
        fill(1500, "mqtt");
        Journal journal = open(ample(), Facts.TIME);
        journal.advance("mqtt", 3000);
        store.close();

        Journal after = open(ample(), Facts.TIME);
        await().atMost(PATIENCE).until(() -> after.read(0, 1).getFirst().sequence() == 2001);
        assertEquals(0, after.missed("mqtt"));
    }

    @Test
    void aFileThatIsMostlyEmptyShrinksStepByStep() throws Exception {
        fill(2500, "mqtt");
        long before = Files.size(directory.resolve("events.db"));
        for (int i = 0; i < 8; i++) {
            open(limits(Duration.ofDays(365), 10, 1L << 40, 0), Facts.TIME);
            await().atMost(PATIENCE).until(() -> store.status().events() <= 10);
            store.close();
        }
        long after = Files.size(directory.resolve("events.db"));
        assertTrue(after < before * 2 / 3, before + " became " + after);
        open(ample(), Facts.TIME);
        assertEquals(10, all().size());
    }
}
