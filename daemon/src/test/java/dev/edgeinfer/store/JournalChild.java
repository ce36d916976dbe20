package dev.edgeinfer.store;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A process that appends as fast as it can, and prints the sequence of each fact that it has read back. */
final class JournalChild {

    private JournalChild() {}

    /** @param arguments the directory, and the number of its first event */
    public static void main(String[] arguments) throws InterruptedException {
        Store store = Store.open(Optional.of(Path.of(arguments[0])), StoreConfig.DEFAULT);
        Journal journal = store.journal();
        long read = journal.position("child");
        int first = Integer.parseInt(arguments[1]);
        Thread.ofVirtual().start(() -> append(store, first));
        while (true) {
            journal.await(read, Duration.ofSeconds(10));
            var out = new StringBuilder();
            for (Journal.Entry entry : journal.read(read, 100)) {
                read = entry.sequence();
                out.append(read).append('\n');
            }
            System.out.print(out);
            System.out.flush();
            journal.advance("child", read);
        }
    }

    private static void append(Store store, int first) {
        byte[] jpeg = new byte[30_000];
        jpeg[0] = (byte) 0xff;
        jpeg[1] = (byte) 0xd8;
        jpeg[jpeg.length - 2] = (byte) 0xff;
        jpeg[jpeg.length - 1] = (byte) 0xd9;
        for (int i = first; ; i++) {
            Event event = Facts.event(i);
            store.journal().append(Facts.begin(event));
            store.putSnapshot(event.id(), jpeg);
            store.journal().append(Facts.end(event));
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
