package dev.edgeinfer.store;

import dev.edgeinfer.system.AtomicFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Snapshots as files, {@code snapshots/2026-11-29/ID.jpg}: a folder for each day, by the time in the id.
 *
 * <p>A killed process leaves no half of a file under its name. The disk is not waited for: after a power cut a file may end
 * too early; it is not given out.
 */
final class SnapshotFiles implements Snapshots {

    private static final String ENDING = ".jpg";
    private static final int TIME_SHIFT = 16;

    private final Path folder;
    private final AtomicLong bytes = new AtomicLong();

    /** @param folder need not exist */
    SnapshotFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Counts what is there, and removes what was not finished or has no event any more.
     *
     * @param oldest id of the oldest event; empty: there is none
     */
    void scan(Optional<String> oldest) throws IOException {
        long[] sum = {0};
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = file.getFileName().toString();
                    if (AtomicFile.isUnfinished(file)
                            || oldest.filter(id -> name.compareTo(id) < 0).isPresent()) {
                        Files.delete(file);
                    } else {
                        sum[0] += attributes.size();
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        bytes.set(sum[0]);
    }

    @Override
    public void put(String id, byte[] jpeg) throws IOException {
        Path file = file(id);
        Files.createDirectories(file.getParent());
        long before = Files.exists(file) ? Files.size(file) : 0;
        AtomicFile.at(file).unsynced().write(jpeg);
        bytes.addAndGet(jpeg.length - before);
    }

    @Override
    public Optional<byte[]> get(String id) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(id))).filter(SnapshotFiles::isWhole);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether a JPEG has its beginning and its end. */
    private static boolean isWhole(byte[] jpeg) {
        int end = jpeg.length;
        return end >= 4
                && jpeg[0] == (byte) 0xff
                && jpeg[1] == (byte) 0xd8
                && jpeg[end - 2] == (byte) 0xff
                && jpeg[end - 1] == (byte) 0xd9;
    }

    @Override
    public void remove(String id) throws IOException {
        Path file = file(id);
        try {
            long size = Files.size(file);
            Files.delete(file);
            bytes.addAndGet(-size);
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            Files.delete(file.getParent());
        } catch (DirectoryNotEmptyException e) {
            // The day has others.
        }
    }

    @Override
    public long bytes() {
        return bytes.get();
    }

    /** @param id a UUID, so that it can be no path to elsewhere */
    private Path file(String id) {
        UUID uuid = UUID.fromString(id);
        Instant time = Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> TIME_SHIFT);
        return folder.resolve(time.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .resolve(uuid + ENDING);
    }
}
