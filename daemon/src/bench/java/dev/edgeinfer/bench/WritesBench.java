package dev.edgeinfer.bench;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Event.PathPoint;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.event.Journal;
import dev.edgeinfer.event.TimeOrderedIds;
import dev.edgeinfer.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the store writes in an hour at 20 events a minute, each with a beginning, four changes, an end and two pictures of
 * 60 kB, and with one reader of the journal: as the kernel counts it for the process, so the directory must be on a disk.
 */
public final class WritesBench {

    private static final int EVENTS_A_MINUTE = 20;
    private static final int CHANGES = 4;
    private static final int PICTURE = 60_000;

    private WritesBench() {}

    /** @param arguments a directory on a disk, and for how many minutes */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int events = EVENTS_A_MINUTE * Integer.parseInt(arguments[1]);
        try (Store store = Store.open(Optional.of(directory), StoreConfig.DEFAULT)) {
            Journal journal = store.journal();
            journal.position("mqtt");
            Thread.ofVirtual().start(() -> read(journal));
            var ids = new TimeOrderedIds(InstantSource.system());
            // What comes with the first event is not of every hour.
            happen(store, ids.next());
            long before = written();
            long start = System.nanoTime();
            for (int i = 0; i < events; i++) {
                happen(store, ids.next());
                long due = start + Duration.ofMinutes(1).toNanos() * (i + 1) / EVENTS_A_MINUTE;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
            double megabytes = (written() - before) / 1e6 * 60 * EVENTS_A_MINUTE / events;
            System.out.printf("%.0f MB an hour at %d events a minute%n", megabytes, EVENTS_A_MINUTE);
        }
    }

    private static void happen(Store store, String id) throws InterruptedException {
        var path = new ArrayList<PathPoint>();
        Event before = null;
        for (int change = 0; change <= CHANGES; change++) {
            for (int point = 0; point < 5; point++) {
                path.add(new PathPoint(Instant.ofEpochMilli(System.currentTimeMillis()), 0.1234, 0.5678));
            }
            Event now = event(id, path, change);
            store.journal()
                    .append(new EventChange(
                            change == 0 ? Phase.NEW : Phase.UPDATE, Instant.now(), Optional.ofNullable(before), now));
            before = now;
            if (change == 0 || change == 2) {
                store.putSnapshot(id, new byte[PICTURE]);
            }
            Thread.sleep(300);
        }
        Event ended = before.ended(Instant.now(), EndReason.GONE);
        store.journal().append(new EventChange(Phase.END, Instant.now(), Optional.of(before), ended));
    }

    private static Event event(String id, List<PathPoint> path, int change) {
        return new Event(
                id,
                "porch",
                1,
                "person",
                0.5f + change / 10f,
                new Box(100, 100, 50, 120),
                640,
                480,
                path.getFirst().at(),
                Optional.empty(),
                Optional.empty(),
                change < 2 ? List.of() : List.of("step"),
                path,
                false,
                change > 0);
    }

    private static void read(Journal journal) {
        long position = journal.position("mqtt");
        try {
            while (true) {
                journal.await(position, Duration.ofMinutes(1));
                for (Journal.Entry entry : journal.read(position, 100)) {
                    position = entry.sequence();
                }
                journal.advance("mqtt", position);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long written() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                .sum();
    }
}
