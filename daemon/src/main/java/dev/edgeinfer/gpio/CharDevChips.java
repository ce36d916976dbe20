package dev.edgeinfer.gpio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The chips of this machine: the nodes {@code gpiochip*} of a directory, {@code /dev} but for tests. */
final class CharDevChips implements GpioChips {

    private final Path directory;

    CharDevChips() {
        this(Path.of("/dev"));
    }

    CharDevChips(Path directory) {
        this.directory = directory;
    }

    /** {@inheritDoc} Raspberry Pi OS has links with the old numbers beside the nodes; they name no chip of their own. */
    @Override
    public List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(directory, "gpiochip*")) {
            for (Path node : nodes) {
                if (!Files.isSymbolicLink(node)) {
                    paths.add(node);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        paths.sort(Comparator.<Path>comparingInt(path -> path.toString().length())
                .thenComparing(Comparator.naturalOrder()));
        return paths;
    }

    @Override
    public Path node(String chip) {
        Path node = directory.resolve(chip.chars().allMatch(Character::isDigit) ? "gpiochip" + chip : chip);
        try {
            return node.toRealPath();
        } catch (IOException e) {
            return node;
        }
    }

    @Override
    public GpioChip open(Path path) {
        return new CharDevChip(path);
    }

    @Override
    public Access access(Path path) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return new Access(
                    attributes.group().getName(), attributes.permissions().contains(PosixFilePermission.GROUP_WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EdgePoller poller() {
        return new CharDevPoller();
    }
}
