package dev.edgeinfer.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand events a second for ten seconds, each with a beginning and an end. */
class BurstIT {

    private static final int EVENTS_A_SECOND = 1000;
    private static final int SECONDS = 10;

    @TempDir
    Path directory;

    @Test
    void nothingIsLostAndNobodyWaits() throws Exception {
        int count = EVENTS_A_SECOND * SECONDS;
        try (Store store = Store.open(Optional.of(directory), StoreConfig.DEFAULT)) {
            Journal journal = store.journal();
            assertEquals(0, journal.position("mqtt"));
            long longest = 0;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = start + TimeUnit.SECONDS.toNanos(i) / EVENTS_A_SECOND;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                Event event = Facts.event(i);
                long before = System.nanoTime();
                journal.append(Facts.begin(event));
                journal.append(Facts.end(event));
                longest = Math.max(longest, System.nanoTime() - before);
            }
            long appended = System.nanoTime();
            assertTrue(journal.await(2L * count - 1, Duration.ofMinutes(2)));
            long written = System.nanoTime();

            List<Journal.Entry> entries = journal.read(0, 2 * count + 1);
            assertEquals(
                    LongStream.rangeClosed(1, 2L * count).boxed().toList(),
                    entries.stream().map(Journal.Entry::sequence).toList());
            for (int i = 0; i < count; i++) {
                Event event = Facts.event(i);
                assertEquals(Facts.begin(event), entries.get(2 * i).fact());
                assertEquals(Facts.end(event), entries.get(2 * i + 1).fact());
            }
            assertEquals(0, store.status().lost());
            assertEquals(count, store.status().events());
            System.out.printf(
                    "MEASURED %d events in %.1f s, all written %.0f ms after the last, longest append %.1f ms%n",
                    count, (appended - start) / 1e9, (written - appended) / 1e6, longest / 1e6);
        }
    }
}
