package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is replaced as a whole: what is new is written beside it, brought to the disk and moved into its place, so that at
 * every moment, also after a loss of power, the old or the new one stands under its name.
 *
 * <p>Immutable. One writer of a file at a time; who reads meanwhile needs no lock. When something fails the old file stays, and
 * nothing is left beside it; what a killed process left there the next write removes.
 */
public final class AtomicFile {

    private static final String ENDING = ".new";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final Path file;
    private final boolean ownerOnly;
    private final boolean synced;

    /** Something that is done with the file that will take the place. */
    @FunctionalInterface
    public interface Step {
        void on(Path next) throws IOException;
    }

    private AtomicFile(Path file, boolean ownerOnly, boolean synced) {
        this.file = file.toAbsolutePath();
        this.ownerOnly = ownerOnly;
        this.synced = synced;
    }

    /** @param file need not exist; its folder must when something is written */
    public static AtomicFile at(Path file) {
        return new AtomicFile(file, false, true);
    }

    /** The same, which its owner alone may read from the first byte on. */
    public AtomicFile ownerOnly() {
        return new AtomicFile(file, true, synced);
    }

    /**
     * The same without waiting for the disk: after a loss of power it may be too short, or the old one. For many files, of which
     * who reads them sees whether they are whole.
     */
    public AtomicFile unsynced() {
        return new AtomicFile(file, ownerOnly, false);
    }

    /** Whether a file is one that has not taken its place yet, or never will. */
    public static boolean isUnfinished(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(ENDING);
    }

    /** @throws FileSystemException with path and reason when it cannot be written */
    public void write(byte[] content) throws IOException {
        write(content, _ -> {});
    }

    /**
     * Writes it, and does something with the new file before it takes the place.
     *
     * @throws FileSystemException with path and reason when it cannot be written
     */
    public void write(byte[] content, Step before) throws IOException {
        make(next -> {
            create(next, content);
            before.on(next);
        });
    }

    /**
     * Has it made by someone else.
     *
     * @param maker makes the file whose path it is given, and which does not exist yet
     * @throws FileSystemException with path and reason when it cannot be written
     */
    public void make(Step maker) throws IOException {
        Path next = file.resolveSibling("." + file.getFileName() + ENDING);
        try {
            Files.deleteIfExists(next);
            maker.on(next);
            if (synced) {
                sync(next);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (synced) {
                sync(file.getParent());
            }
        } catch (RuntimeException e) {
            remove(next, e);
            throw e;
        } catch (IOException e) {
            remove(next, e);
            throw named(e);
        }
    }

    private void create(Path next, byte[] content) throws IOException {
        FileAttribute<?>[] attributes = ownerOnly ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
        try (SeekableByteChannel channel = Files.newByteChannel(next, NEW, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Also a folder, which can only be opened for reading. */
    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A disk that is full says so without the name of the file. */
    private FileSystemException named(IOException e) {
        if (e instanceof FileSystemException named) {
            return named;
        }
        var failure = new FileSystemException(file.toString(), null, e.getMessage());
        failure.initCause(e);
        return failure;
    }

    private static void remove(Path next, Exception because) {
        try {
            Files.deleteIfExists(next);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
