package dev.edgeinfer.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal promises, with a database in a file. */
class StoredJournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Store store;
    private Journal journal;

    @BeforeEach
    void open() {
        store = Store.open(Optional.of(directory), StoreConfig.DEFAULT);
        journal = store.journal();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    private void append(Fact... facts) throws InterruptedException {
        long before = store.journal().read(0, Integer.MAX_VALUE).size();
        for (Fact fact : facts) {
            journal.append(fact);
        }
        assertTrue(journal.await(before + facts.length - 1, PATIENCE));
    }

    @Test
    void allKindsOfFactsComeBackAsTheyWere() throws Exception {
        Event event = Facts.event(1);
        List<Fact> facts = List.of(Facts.begin(event), Facts.end(event), Facts.rule(2), Facts.armed(3));
        append(facts.toArray(Fact[]::new));

        reopen();

        assertEquals(
                facts, journal.read(0, 10).stream().map(Journal.Entry::fact).toList());
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                journal.read(0, 10).stream().map(Journal.Entry::sequence).toList());
    }

    @Test
    void sequencesGoOnAfterTheEnd() throws Exception {
        append(Facts.armed(1), Facts.armed(2));
        reopen();
        append(Facts.armed(3));

        assertEquals(List.of(new Journal.Entry(3, Facts.armed(3))), journal.read(2, 10));
    }

    @Test
    void readGivesTheOldestFirstAndNoMoreThanAskedFor() throws Exception {
        append(IntStream.range(0, 10).mapToObj(Facts::armed).toArray(Fact[]::new));

        assertEquals(
                List.of(4L, 5L),
                journal.read(3, 2).stream().map(Journal.Entry::sequence).toList());
        assertEquals(List.of(), journal.read(10, 2));
    }

    @Test
    void awaitTellsWhetherThereIsMore() throws Exception {
        assertFalse(journal.await(0, Duration.ofMillis(1)));
        append(Facts.armed(1));
        assertTrue(journal.await(0, Duration.ZERO));
        assertFalse(journal.await(1, Duration.ofMillis(1)));
    }

    @Test
    void aNewReaderBeginsWithWhatIsAppendedFromThenOn() throws Exception {
        append(Facts.armed(1));
        assertEquals(1, journal.position("mqtt"));
        assertEquals(0, journal.backlog("mqtt"));

        append(Facts.armed(2), Facts.armed(3));

        assertEquals(1, journal.position("mqtt"));
        assertEquals(2, journal.backlog("mqtt"));
    }

    @Test
    void aNewReaderDoesNotGetWhatWasAppendedAMomentAgo() throws Exception {
        journal.append(Facts.armed(1));
        long position = journal.position("mqtt");
        journal.append(Facts.armed(2));

        assertTrue(journal.await(position, PATIENCE));
        assertEquals(Facts.armed(2), journal.read(position, 1).getFirst().fact());
    }

    @Test
    void positionsOutliveTheProcess() throws Exception {
        append(Facts.armed(1), Facts.armed(2), Facts.armed(3));
        assertEquals(3, journal.position("mqtt"));
        append(Facts.armed(4), Facts.armed(5));
        journal.advance("mqtt", 4);
        journal.position("webhook");

        reopen();

        assertEquals(4, journal.position("mqtt"));
        assertEquals(1, journal.backlog("mqtt"));
        assertEquals(5, journal.position("webhook"));
        assertEquals(0, journal.missed("mqtt"));
    }

    @Test
    void positionsDoNotGoBackNorBeyondTheEnd() throws Exception {
        append(Facts.armed(1), Facts.armed(2), Facts.armed(3));
        journal.position("mqtt");
        journal.advance("mqtt", 1);
        assertEquals(3, journal.position("mqtt"));
        journal.advance("mqtt", 99);
        assertEquals(3, journal.position("mqtt"));
    }

    @Test
    void aPositionIsInTheDatabaseWithoutFurtherFacts() throws Exception {
        append(Facts.armed(1));
        journal.position("mqtt");
        append(Facts.armed(2));
        journal.advance("mqtt", 2);

        // Another connection sees what a new process would.
        await().atMost(PATIENCE).until(() -> {
            try (Database copy = Database.open(Optional.of(directory.resolve("events.db")))) {
                return copy.read(ReaderTable::all).get("mqtt").sequence() == 2;
            }
        });
    }

    @Test
    void aReaderWhoseConfigurationIsGoneIsForgotten() throws Exception {
        journal.position("mqtt");
        journal.position("webhook");
        append(Facts.armed(1));

        store.keepReaders(List.of("webhook"));
        reopen();

        assertEquals(1, journal.backlog("webhook"));
        assertEquals(Set.of("webhook"), store.status().backlogs().keySet());
        assertEquals(1, journal.position("mqtt"));
    }

    @Test
    void ofManyFactsNoneIsLostAndNoNumberIsLeftOut() throws Exception {
        int count = 5000;
        assertEquals(0, journal.position("mqtt"));

        IntStream.range(0, count).forEach(i -> journal.append(Facts.armed(i)));

        assertTrue(journal.await(count - 1, PATIENCE));
        List<Journal.Entry> entries = journal.read(0, count + 1);
        assertEquals(
                LongStream.rangeClosed(1, count).boxed().toList(),
                entries.stream().map(Journal.Entry::sequence).toList());
        assertEquals(Facts.armed(count - 1), entries.getLast().fact());
        assertEquals(0, store.status().lost());
    }

    @Test
    void withoutADirectoryAllIsInMemory() throws Exception {
        try (Store memory = Store.open(Optional.empty(), StoreConfig.DEFAULT)) {
            Event event = Facts.event(1);
            memory.journal().append(Facts.begin(event));
            memory.journal().append(Facts.end(event));
            assertTrue(memory.journal().await(1, PATIENCE));
            assertEquals(
                    Facts.end(event), memory.journal().read(1, 1).getFirst().fact());
            assertTrue(memory.find(event.id()).orElseThrow().endedAt().isPresent());
            memory.putSnapshot(event.id(), new byte[] {1, 2, 3});
            assertEquals(3, memory.snapshot(event.id()).orElseThrow().length);
        }
    }
}
