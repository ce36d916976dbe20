package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out every ten seconds whether the state directory takes a small file, on a thread of its own: a disk that hangs holds
 * up nobody who asks.
 *
 * <p><b>Life cycle.</b> {@link #start} once, {@link #close}; {@link #status} from any thread at any time.
 */
public final class StorageProbe implements AutoCloseable {

    static final Duration EVERY = Duration.ofSeconds(10);

    /** A write that takes longer than this never ends, as far as anyone can tell. */
    static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(StorageProbe.class);

    private static final String NAME = ".probe";
    private static final int SIZE = 4096;
    private static final long IDLE = Long.MIN_VALUE;

    private final Path directory;
    private final LongSupplier clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("storage").daemon().factory());

    private volatile StorageStatus last;
    private volatile long began = IDLE;

    /** @param directory where the daemon keeps its state */
    public StorageProbe(Path directory) {
        this(directory, System::nanoTime);
    }

    StorageProbe(Path directory, LongSupplier clock) {
        this.directory = directory;
        this.clock = clock;
        last = new StorageStatus(directory, OptionalLong.empty(), StorageStatus.State.OK, Optional.empty());
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::probe, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the last write showed; {@code OK} before the first. */
    public StorageStatus status() {
        long since = began;
        return since != IDLE && clock.getAsLong() - since >= LONGEST_WRITE.toNanos()
                ? problem(StorageStatus.State.FAILING, last.freeBytes(), "does not answer; check the disk")
                : last;
    }

    /** Writes a small file and removes it. */
    void probe() {
        began = clock.getAsLong();
        try {
            StorageStatus now = write();
            if (!now.problem().equals(last.problem())) {
                now.problem().ifPresentOrElse(log::warn, () -> log.info("storage \"{}\" is well again", directory));
            }
            last = now;
        } finally {
            began = IDLE;
        }
    }

    private StorageStatus write() {
        if (!Files.isDirectory(directory)) {
            return problem(StorageStatus.State.MISSING, OptionalLong.empty(), "is no directory; make it, or restart");
        }
        OptionalLong free = OptionalLong.empty();
        Path file = directory.resolve(NAME);
        try {
            free = OptionalLong.of(Files.getFileStore(directory).getUsableSpace());
            Files.write(file, new byte[SIZE]);
            Files.delete(file);
            return new StorageStatus(directory, free, StorageStatus.State.OK, Optional.empty());
        } catch (IOException e) {
            remove(file);
            return failed(free, e);
        }
    }

    /**
     * The kernel's word for an error is in the language of the system, so that it decides nothing here; nor does Java's
     * {@link FileStore#isReadOnly}, which in the sandbox of the unit takes the directory for a part of the read-only root.
     */
    private StorageStatus failed(OptionalLong free, IOException e) {
        if (e instanceof AccessDeniedException) {
            return problem(
                    StorageStatus.State.READ_ONLY, free, "may not be written by this user; check its owner and mode");
        }
        if (!Files.isWritable(directory)) {
            return problem(
                    StorageStatus.State.READ_ONLY,
                    free,
                    "is mounted read-only, which a broken disk becomes; see dmesg");
        }
        if (free.isPresent() && free.getAsLong() < 2 * SIZE) {
            return problem(StorageStatus.State.FULL, free, "is full; make room on its disk");
        }
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return problem(StorageStatus.State.FAILING, free, "cannot be written: %s; check the disk".formatted(reason));
    }

    private StorageStatus problem(StorageStatus.State state, OptionalLong free, String rule) {
        String sentence = "storage \"%s\" %s (nothing is kept meanwhile, the rest goes on)".formatted(directory, rule);
        return new StorageStatus(directory, free, state, Optional.of(sentence));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.debug("{} is left behind", file, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
