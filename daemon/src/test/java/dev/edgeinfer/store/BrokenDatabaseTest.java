package dev.edgeinfer.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.event.Journal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases that were damaged, are of another version, or cannot be written. */
class BrokenDatabaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private Store store;

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private Journal open() {
        store = Store.open(Optional.of(directory), StoreConfig.DEFAULT);
        return store.journal();
    }

    private Path database() {
        return directory.resolve("events.db");
    }

    private void fill(int events) throws InterruptedException {
        Journal journal = open();
        journal.position("mqtt");
        for (int i = 0; i < events; i++) {
            journal.append(Facts.begin(Facts.event(i)));
            journal.append(Facts.end(Facts.event(i)));
        }
        assertTrue(journal.await(2L * events - 1, PATIENCE));
        store.close();
    }

    private List<String> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("events.db.corrupt-"))
                    .filter(name -> !name.endsWith("-wal") && !name.endsWith("-shm"))
                    .toList();
        }
    }

    private void assertItWorks(Journal journal) throws InterruptedException {
        long before = journal.position("probe " + System.nanoTime());
        journal.append(Facts.armed(1));
        assertTrue(journal.await(before, PATIENCE));
        assertEquals(Facts.armed(1), journal.read(before, 1).getFirst().fact());
        assertEquals(Optional.empty(), store.status().problem());
    }

    /** What may become of a file. */
    private enum Damage {
        NOT_A_DATABASE {
            @Override
            void doTo(Path file) throws IOException {
                Files.writeString(file, "this is no database, but it is long enough to be taken for one".repeat(99));
            }
        },
        CUT_IN_HALF {
            @Override
            void doTo(Path file) throws IOException {
                byte[] whole = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            }
        },
        CUT_WITHIN_THE_FIRST_PAGE {
            @Override
            void doTo(Path file) throws IOException {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 700));
            }
        },
        HEADERS_OF_PAGES_OVERWRITTEN {
            @Override
            void doTo(Path file) throws IOException {
                try (var access = new RandomAccessFile(file.toFile(), "rw")) {
                    for (long page = 2; page < access.length() / PAGE; page++) {
                        access.seek(page * PAGE);
                        access.write(new byte[] {0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55});
                    }
                }
            }
        },
        SCHEMA_OVERWRITTEN {
            @Override
            void doTo(Path file) throws IOException {
                try (var access = new RandomAccessFile(file.toFile(), "rw")) {
                    access.seek(100);
                    access.write(new byte[PAGE - 100]);
                }
            }
        };

        abstract void doTo(Path file) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedDatabaseIsSetAsideAndANewOneBegun(Damage damage) throws Exception {
        fill(200);
        damage.doTo(database());

        Journal journal = open();

        assertItWorks(journal);
        assertEquals(1, setAside().size());
        assertEquals(0, store.list(query()).events().size());
    }

    @Test
    void whatADamagedDatabaseStillTellsIsTheNumberOfItsLastFact() throws Exception {
        fill(200);
        long page;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database())) {
            page = Database.number(connection, "SELECT rootpage FROM sqlite_schema WHERE name = 'event_listed'");
        }
        try (var access = new RandomAccessFile(database().toFile(), "rw")) {
            access.seek((page - 1) * PAGE);
            access.write(new byte[] {0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55});
        }

        assertItWorks(open());

        assertEquals(1, setAside().size());
        assertEquals(100_401, journal().position("new"));
    }

    @Test
    void anEmptyFileIsANewDatabase() throws Exception {
        Files.createFile(database());
        assertItWorks(open());
        assertEquals(List.of(), setAside());
    }

    @Test
    void aDatabaseThatBreaksWhileItIsOpenIsSetAsideAndNumbersGoOn() throws Exception {
        fill(400);
        Journal journal = open();
        long before = journal.position("late");
        assertEquals(800, before);
        // As a failing card would: the pages are gone under the open database, which knows them only from the file.
        Damage.HEADERS_OF_PAGES_OVERWRITTEN.doTo(database());

        await().atMost(PATIENCE).until(() -> {
            journal.append(Facts.begin(Facts.event(1)));
            journal.read(0, 2000);
            return !setAside().isEmpty();
        });

        assertTrue(journal.await(before, PATIENCE));
        Journal.Entry next = journal.read(before, 1).getFirst();
        assertTrue(next.sequence() > 800, "sequence: " + next.sequence());
        await().atMost(PATIENCE).until(() -> store.status().problem().isEmpty());
        assertTrue(journal.missed("mqtt") > 0);
    }

    @Test
    void ofManyBrokenOnesTheLatestAreKept() throws Exception {
        for (int i = 0; i < 5; i++) {
            Files.writeString(database(), "no database ".repeat(100) + i);
            assertItWorks(open());
            store.close();
        }
        assertEquals(3, setAside().size());
    }

    @Test
    void aDatabaseOfANewerVersionIsRefusedAndStaysAsItIs() throws Exception {
        fill(1);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 7");
        }
        byte[] before = Files.readAllBytes(database());

        Journal journal = open();
        journal.append(Facts.armed(1));

        assertThrows(StoreException.class, () -> store.list(query()));
        assertEquals(
                "database \"%s\" is of version 7 and this edge-infer knows 2: a newer one has written it; install that again, or move the file away"
                        .formatted(database()),
                store.status().problem().orElseThrow());
        store.close();
        assertTrue(Arrays.equals(before, Files.readAllBytes(database())));
        assertEquals(List.of(), setAside());
    }

    @Test
    void aDatabaseOfVersion1IsBroughtToThePresentOne() throws Exception {
        try (var sample = getClass().getResourceAsStream("/store/events-v1.db")) {
            Files.copy(sample, database());
        }

        Journal journal = open();

        assertEquals(3, journal.position("mqtt"));
        assertEquals(
                List.of(4L, 5L, 6L),
                journal.read(3, 10).stream().map(Journal.Entry::sequence).toList());
        List<Event> events = store.list(query()).events();
        assertEquals(2, events.size());
        assertEquals(List.of("step"), events.getFirst().zones());
        assertEquals(EndReason.GONE, events.getLast().endReason().orElseThrow());
        // The one that went on when the process of version 1 died.
        EventChange interrupted = (EventChange) journal.read(5, 1).getFirst().fact();
        assertEquals(Phase.END, interrupted.phase());
        assertEquals(events.getFirst(), interrupted.event());
        assertEquals(EndReason.INTERRUPTED, interrupted.event().endReason().orElseThrow());
        assertItWorks(journal);
    }

    @Test
    void eventsThatGoOnAreEndedAtTheNextStartOnce() throws Exception {
        Journal journal = open();
        journal.append(Facts.begin(Facts.event(1)));
        assertTrue(journal.await(0, PATIENCE));
        store.close();

        journal = open();
        assertTrue(journal.await(1, PATIENCE));
        EventChange end = (EventChange) journal.read(1, 9).getFirst().fact();
        assertEquals(EndReason.INTERRUPTED, end.event().endReason().orElseThrow());
        assertEquals(Facts.event(1).path().getLast().at(), end.event().endedAt().orElseThrow());
        store.close();

        journal = open();
        assertFalse(journal.await(2, Duration.ofMillis(300)));
        assertEquals(2, journal.read(0, 9).size());
    }

    @Test
    void afterAPowerCutNoNumberIsGivenThatMayHaveBeenGivenBefore() throws Exception {
        fill(2);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var statement = connection.createStatement()) {
            statement.execute("UPDATE state SET value = 'the boot before' WHERE name = 'boot'");
            statement.execute("INSERT INTO reader VALUES ('done', 4, 0)");
        }
        Journal journal = open();
        assertEquals(0, journal.backlog("done"));
        assertEquals(0, journal.position("mqtt"));

        long position = journal.position("done");
        assertEquals(100_004, position);
        journal.append(Facts.armed(1));
        assertTrue(journal.await(position, PATIENCE));
        assertEquals(100_005, journal.read(position, 1).getFirst().sequence());
        assertEquals(1, journal.backlog("done"));
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 100_005L),
                journal.read(0, 9).stream().map(Journal.Entry::sequence).toList());
        assertEquals(0, journal.missed("mqtt"));
        store.close();

        // The end was a good one this time.
        assertItWorks(open());
        assertEquals(100_006, journal().position("new"));
    }

    private Journal journal() {
        return store.journal();
    }

    @Test
    void aReadOnlyDiskIsWaitedFor() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount(disk), "a small disk can be mounted (as root)");
        try {
            assertTrue(remount(disk, "ro"));
            store = Store.open(Optional.of(disk), StoreConfig.DEFAULT);
            store.journal().append(Facts.armed(0));
            await().atMost(PATIENCE).until(() -> store.status().problem().isPresent());
            assertFalse(store.journal().await(0, Duration.ofMillis(50)));

            assertTrue(remount(disk, "rw"));
            assertTrue(store.journal().await(0, PATIENCE));
            assertEquals(Facts.armed(0), store.journal().read(0, 1).getFirst().fact());
        } finally {
            store.close();
            new ProcessBuilder("umount", disk.toString()).start().waitFor();
        }
    }

    private static boolean remount(Path disk, String how) throws IOException, InterruptedException {
        return new ProcessBuilder("mount", "-o", "remount," + how, disk.toString())
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void aDatabaseThatIsRemovedIsMadeAgain() throws Exception {
        Journal journal = open();
        assertItWorks(journal);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        journal.append(Facts.armed(2));
        await().atMost(PATIENCE).until(() -> {
            journal.append(Facts.armed(3));
            return Files.exists(database());
        });
        assertTrue(journal.await(2, PATIENCE));
        assertItWorks(journal);
    }

    @Test
    void anEntryThatNobodyCanReadIsPassedOver() throws Exception {
        fill(2);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var statement = connection.createStatement()) {
            statement.execute("UPDATE entry SET payload = '{\"phase\": \"N' WHERE sequence = 2");
            statement.execute("UPDATE entry SET kind = 'weather' WHERE sequence = 3");
            statement.execute("UPDATE event SET document = '???' WHERE id = '%s'".formatted(Facts.id(0)));
        }
        Journal journal = open();
        assertEquals(
                List.of(1L, 4L),
                journal.read(0, 10).stream().map(Journal.Entry::sequence).toList());
        assertEquals(1, store.list(query()).events().size());
    }

    @Test
    void aFullDiskLosesNothingThatFitsIntoMemory() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount(disk), "a small disk can be mounted (as root)");
        try {
            store = Store.open(
                    Optional.of(disk),
                    new StoreConfig(Duration.ofDays(1), 1000, 1L << 30, 0, StoreConfig.DEFAULT.snapshots()));
            Journal journal = store.journal();
            assertEquals(0, journal.position("mqtt"));
            journal.append(Facts.armed(0));
            assertTrue(journal.await(0, PATIENCE));
            Path ballast = disk.resolve("ballast");
            fillUp(ballast);

            int count = 3000;
            for (int i = 1; i < count; i++) {
                journal.append(Facts.begin(Facts.event(i)));
            }
            await().atMost(PATIENCE).until(() -> store.status().problem().isPresent());
            assertTrue(
                    store.status().problem().orElseThrow().startsWith("events cannot be kept: "),
                    store.status().problem().orElseThrow());

            // Who has room for it forgets the ballast.
            Files.delete(ballast);
            assertTrue(journal.await(count - 1, PATIENCE));
            List<Journal.Entry> entries = journal.read(0, count + 1);
            assertEquals(count, entries.getLast().sequence());
            assertEquals(Facts.begin(Facts.event(count - 1)), entries.getLast().fact());
            assertEquals(0, store.status().lost());
            await().atMost(PATIENCE).until(() -> store.status().problem().isEmpty());
        } finally {
            store.close();
            new ProcessBuilder("umount", disk.toString()).start().waitFor();
        }
    }

    private static void fillUp(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 100_000; i++) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            // That is what was wanted.
        }
    }

    private static boolean mount(Path disk) throws IOException, InterruptedException {
        return new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }

    private static EventQuery query() {
        return new EventQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                100,
                Optional.empty());
    }
}
