package dev.edgeinfer.config.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the configuration, written so that it is always a whole one. */
class ConfigWriterTest {

    @TempDir
    Path folder;

    private final List<Path> mounts = new ArrayList<>();

    @AfterEach
    void unmount() throws Exception {
        for (Path mount : mounts.reversed()) {
            run("umount", mount.toString());
        }
    }

    @Test
    void theOldOneIsKeptAndModeAndOwnerStay() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        write(file, "new");
        write(file, "newer");

        assertEquals("newer", Files.readString(file));
        assertEquals("new", Files.readString(folder.resolve("c.yaml.bak")));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("c.yaml.bak"))));
        assertEquals(Set.of("c.yaml", "c.yaml.bak"), names(folder));
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path file = Files.writeString(real.resolve("c.yaml"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);

        write(link, "new");

        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
        assertEquals(Set.of("c.yaml", "c.yaml.bak"), names(real));
        assertEquals(Set.of("link.yaml", "real"), names(folder));
    }

    @Test
    void aFileThatIsGoneIsMade() throws IOException {
        write(folder.resolve("c.yaml"), "new");
        assertEquals("new", Files.readString(folder.resolve("c.yaml")));
        assertEquals(Set.of("c.yaml"), names(folder));
    }

    @Test
    void whatAKilledProcessLeftIsTidiedUp() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "old");
        Files.writeString(folder.resolve(".c.yaml.new"), "half");
        write(file, "new");
        assertEquals(Set.of("c.yaml", "c.yaml.bak"), names(folder));
    }

    @Test
    void whoReadsMeanwhileSeesAWholeFile() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "x".repeat(100_000));
        var done = new AtomicBoolean();
        var wrong = new ArrayList<Integer>();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                try {
                    String text = Files.readString(file);
                    if (text.length() != 100_000 || text.chars().distinct().count() != 1) {
                        wrong.add(text.length());
                    }
                } catch (IOException e) {
                    wrong.add(-1);
                }
            }
        });
        for (int i = 0; i < 30; i++) {
            write(file, Character.toString('a' + i % 26).repeat(100_000));
        }
        done.set(true);
        reader.join();
        assertEquals(List.of(), wrong);
    }

    @Test
    void aFileThatIsMarkedReadOnlyIsLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

        var refused = assertThrows(ConfigWriteException.class, () -> write(file, "new"));

        assertTrue(refused.isReadOnly());
        assertTrue(refused.getMessage().contains("is marked read-only; chmod u+w it"), refused.getMessage());
        assertFalse(new ConfigWriter(file).isWritable());
        assertEquals("old", Files.readString(file));
    }

    @Test
    void aFullDiskLeavesTheOldFile() throws Exception {
        Path disk = mounted("size=64k");
        Path file = Files.writeString(disk.resolve("c.yaml"), "old");

        var refused = assertThrows(ConfigWriteException.class, () -> write(file, "x".repeat(100_000)));

        assertFalse(refused.isReadOnly());
        assertTrue(refused.getMessage().contains("No space left on device); check the disk"), refused.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(Set.of("c.yaml"), names(disk));
    }

    @Test
    void aReadOnlyDiskIsNamed() throws Exception {
        Path disk = mounted("size=64k");
        Path file = Files.writeString(disk.resolve("c.yaml"), "old");
        run("mount", "-o", "remount,ro", disk.toString());

        var refused = assertThrows(ConfigWriteException.class, () -> write(file, "new"));

        assertTrue(refused.isReadOnly());
        assertTrue(refused.getMessage().contains("Read-only file system"), refused.getMessage());
        assertFalse(new ConfigWriter(file).isWritable());
    }

    @Test
    void aFileThatIsMountedByItselfCannotBeReplaced() throws Exception {
        Path file = Files.writeString(folder.resolve("c.yaml"), "old");
        Path other = Files.writeString(folder.resolve("other.yaml"), "other");
        assumeTrue(run("mount", "--bind", other.toString(), file.toString()), "mounts need root");
        mounts.add(file);

        var refused = assertThrows(ConfigWriteException.class, () -> write(file, "new"));

        assertTrue(refused.isReadOnly());
        assertTrue(refused.getMessage().contains("mount its folder instead"), refused.getMessage());
        assertEquals("other", Files.readString(file));
    }

    private Path mounted(String options) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()), "mounts need root");
        mounts.add(disk);
        return disk;
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void write(Path file, String text) {
        new ConfigWriter(file).write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            var names = new TreeSet<String>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }
}
