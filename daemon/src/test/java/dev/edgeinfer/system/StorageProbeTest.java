package dev.edgeinfer.system;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.system.StorageStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device test fills and unplugs a disk; here is what needs none. */
class StorageProbeTest {

    @TempDir
    private Path directory;

    private final AtomicLong now = new AtomicLong();

    @Test
    void aDirectoryThatTakesAFileIsWellAndKeepsNothingOfIt() throws IOException {
        var probe = new StorageProbe(directory, now::get);

        probe.probe();

        assertEquals(State.OK, probe.status().state());
        assertTrue(probe.status().freeBytes().orElseThrow() > 0);
        assertTrue(probe.status().problem().isEmpty());
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void whatAKilledProcessLeftBehindIsNoHarm() throws IOException {
        Files.write(directory.resolve(".probe"), new byte[10]);
        var probe = new StorageProbe(directory, now::get);

        probe.probe();

        assertEquals(State.OK, probe.status().state());
        assertFalse(Files.exists(directory.resolve(".probe")));
    }

    @Test
    void aDirectoryThatIsMissingIsSaidUntilItIsThere() throws IOException {
        Path missing = directory.resolve("state");
        var probe = new StorageProbe(missing, now::get);

        probe.probe();
        assertEquals(State.MISSING, probe.status().state());
        assertEquals(
                "storage \"%s\" is no directory; make it, or restart (nothing is kept meanwhile, the rest goes on)"
                        .formatted(missing),
                probe.status().problem().orElseThrow());

        Files.createDirectory(missing);
        probe.probe();
        assertEquals(State.OK, probe.status().state());
    }

    @Test
    void aFileSystemThatTakesNoFilesIsSaid() {
        var probe = new StorageProbe(Path.of("/proc"), now::get);

        probe.probe();

        assertFalse(probe.status().state() == State.OK);
        assertTrue(probe.status().problem().isPresent());
    }

    /** Opening a named pipe for writing waits for a reader, as a write to a disk that hangs waits for the disk. */
    @Test
    void aWriteThatDoesNotEndIsSaidToThoseWhoAsk() throws Exception {
        Path pipe = directory.resolve(".probe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        var probe = new StorageProbe(directory, now::get);
        Thread writer = Thread.ofPlatform().daemon().start(probe::probe);
        await().until(() -> {
            now.addAndGet(StorageProbe.LONGEST_WRITE.toNanos());
            return probe.status().state() == State.FAILING;
        });
        assertTrue(probe.status().problem().orElseThrow().contains("does not answer"));

        Files.readAllBytes(pipe);
        writer.join();

        assertEquals(State.OK, probe.status().state());
    }
}
