package dev.edgeinfer.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void setUp() throws IOException {
        file = Files.writeString(folder.resolve("a.json"), "old");
    }

    @Test
    void theNewOneTakesThePlaceOfTheOld() throws IOException {
        AtomicFile.at(file).write("new".getBytes());
        AtomicFile.at(folder.resolve("b.json")).unsynced().write("made".getBytes());

        assertEquals("new", Files.readString(file));
        assertEquals("made", Files.readString(folder.resolve("b.json")));
        assertEquals(Set.of("a.json", "b.json"), names());
    }

    @Test
    void whatIsSecretIsTheOwnersFromTheFirstByteOn() throws IOException {
        AtomicFile.at(file).ownerOnly().write("new".getBytes(), next -> assertEquals("rw-------", mode(next)));
        assertEquals("rw-------", mode(file));
    }

    @Test
    void otherwiseItsModeIsThatOfAnyNewFile() throws IOException {
        AtomicFile.at(file).write("new".getBytes());
        assertEquals(mode(Files.createFile(folder.resolve("any"))), mode(file));
    }

    @Test
    void aStepBeforeTheChangeSeesBoth() throws IOException {
        AtomicFile.at(file).write("new".getBytes(), next -> {
            assertEquals("new", Files.readString(next));
            assertEquals("old", Files.readString(file));
            assertTrue(AtomicFile.isUnfinished(next));
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("r--r-----"));
        });
        assertEquals("r--r-----", mode(file));
    }

    @Test
    void aStepThatFailsLeavesTheOldOneAndNothingElse() throws IOException {
        var atomic = AtomicFile.at(file);
        assertThrows(
                IllegalStateException.class,
                () -> atomic.write("new".getBytes(), _ -> {
                    throw new IllegalStateException("it does");
                }));
        var failure = assertThrows(
                FileSystemException.class,
                () -> atomic.make(next -> {
                    Files.writeString(next, "half");
                    throw new IOException("No space left on device");
                }));

        assertEquals(file + ": No space left on device", failure.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(Set.of("a.json"), names());
    }

    @Test
    void whatAKilledProcessLeftIsNoObstacle() throws IOException {
        Files.writeString(folder.resolve(".a.json.new"), "half");
        AtomicFile.at(file).make(next -> {
            assertFalse(Files.exists(next));
            Files.writeString(next, "new");
        });
        assertEquals("new", Files.readString(file));
        assertEquals(Set.of("a.json"), names());
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path lost = folder.resolve("lost").resolve("a.json");
        var failure = assertThrows(
                NoSuchFileException.class, () -> AtomicFile.at(lost).write(new byte[1]));
        assertTrue(failure.getFile().startsWith(folder.resolve("lost").toString()), failure.getFile());
    }

    @Test
    void aFullDiskLeavesTheOldOne() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()), "mounts need root");
        try {
            Path full = Files.writeString(disk.resolve("a.json"), "old");
            var failure = assertThrows(
                    FileSystemException.class, () -> AtomicFile.at(full).write(new byte[100_000]));
            assertTrue(failure.getMessage().startsWith(full + ": "), failure.getMessage());
            assertEquals("old", Files.readString(full));
            assertFalse(Files.exists(disk.resolve(".a.json.new")));
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            var names = new TreeSet<String>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }
}
