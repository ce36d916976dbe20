package dev.edgeinfer.config.edit;

import dev.edgeinfer.system.AtomicFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the file of the configuration so that at every moment, also after a loss of power, it is the old one or the new one as a whole.
 * The one before is kept beside it. A link stays a link; mode, group and owner stay as far as the process may set them. Not thread-safe.
 */
final class ConfigWriter {

    static final String BACKUP = ".bak";

    private static final Set<PosixFilePermission> WRITE =
            Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path file;

    ConfigWriter(Path file) {
        this.file = file;
    }

    /** Whether it looks as if it could be written. */
    boolean isWritable() {
        try {
            Path real = real();
            return Files.isWritable(real.getParent()) && !isMarkedReadOnly(real);
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws ConfigWriteException when it cannot be written */
    void write(byte[] text) {
        try {
            Path real = real();
            if (isMarkedReadOnly(real)) {
                throw new ConfigWriteException(
                        "\"%s\" is marked read-only; chmod u+w it, or change it on the board".formatted(real),
                        true,
                        null);
            }
            AtomicFile.at(real).ownerOnly().write(text, next -> succeed(real, next));
        } catch (ReadOnlyFileSystemException e) {
            throw failed(e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Path real() throws IOException {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    private static boolean isMarkedReadOnly(Path real) throws IOException {
        return Files.exists(real)
                && Files.getPosixFilePermissions(real).stream().noneMatch(WRITE::contains);
    }

    /** The new file gets what belongs to the old one, which is kept. */
    private static void succeed(Path old, Path next) throws IOException {
        if (Files.exists(old)) {
            giveAttributes(old, next);
            backUp(old);
        }
    }

    private static void giveAttributes(Path from, Path to) throws IOException {
        PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
        var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!now.group().equals(old.group())) {
                view.setGroup(old.group());
            }
            if (!now.owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
        } catch (FileSystemException e) {
            // Only root may give a file away. It belongs to the service from now on, and root can still change it.
        }
        view.setPermissions(old.permissions());
    }

    /** The old file itself gets the other name, with all that belongs to it; where there are no links, a copy. */
    private static void backUp(Path real) throws IOException {
        Path backup = real.resolveSibling(real.getFileName() + BACKUP);
        Path next = real.resolveSibling("." + backup.getFileName() + ".new");
        try {
            try {
                Files.createLink(next, real);
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.copy(real, next, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.move(next, backup, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // A link that is renamed to one of the same file stays where it was.
            Files.deleteIfExists(next);
        }
    }

    private ConfigWriteException failed(Exception e) {
        String reason = e instanceof FileSystemException failure
                ? Optional.ofNullable(failure.getReason()).orElseGet(() -> "permission denied")
                : String.valueOf(e.getMessage());
        boolean readOnly = e instanceof AccessDeniedException
                || e instanceof ReadOnlyFileSystemException
                || reason.contains("Read-only")
                || reason.contains("busy");
        String hint;
        if (reason.contains("busy")) {
            hint = "a file that is mounted by itself cannot be replaced; mount its folder instead";
        } else if (readOnly) {
            hint = "let the user of the daemon write into the folder, and have the unit allow it (ReadWritePaths=)";
        } else {
            hint = "check the disk; the old file is still there";
        }
        return new ConfigWriteException("\"%s\" cannot be written (%s); %s".formatted(file, reason, hint), readOnly, e);
    }
}
