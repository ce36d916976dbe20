package dev.edgeinfer.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.event.Journal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at a random moment while it writes, again and again over the same directory: ten times in
 * every build, by hand with {@code -Dedge-infer.kills=100} a hundred times. Whatever it had read back is there
 * afterwards, no number is left out or given twice, and no half of a picture is given out.
 */
class KilledIT {

    private static final int KILLS = Integer.getInteger("edge-infer.kills", 10);
    private static final long SEED = Long.getLong("edge-infer.seed", System.nanoTime());
    private static final int LONGEST_LIFE_MILLIS = 700;

    @TempDir
    Path directory;

    @Test
    void whatWasReadOnceIsThereAfterEveryKill() throws Exception {
        var random = new Random(SEED);
        long printed = 0;
        int events = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            String round = "kill %d, seed %d".formatted(kill, SEED);
            List<Long> seen = live(events, random.nextInt(LONGEST_LIFE_MILLIS));
            events += 100_000;
            printed += seen.size();

            try (Store store = Store.open(Optional.of(directory), StoreConfig.DEFAULT)) {
                Journal journal = store.journal();
                List<Long> kept = journal.read(0, Integer.MAX_VALUE).stream()
                        .map(Journal.Entry::sequence)
                        .toList();
                assertEquals(Optional.empty(), store.status().problem(), round);
                Set<Long> all = new HashSet<>(kept);
                List<Long> missing = seen.stream()
                        .filter(sequence -> !all.contains(sequence))
                        // Long read, and only the latest of these stay.
                        .filter(sequence -> sequence >= kept.getFirst())
                        .toList();
                assertEquals(List.of(), missing, round);
                for (int i = 1; i < kept.size(); i++) {
                    assertEquals(kept.get(i - 1) + 1, kept.get(i), round);
                }
                assertTrue(
                        journal.position("child") <= kept.getLast(), round + ": position " + journal.position("child"));
                assertEquals(0, journal.missed("child"), round);
                // As a reader that has caught up.
                journal.advance("child", kept.getLast());
            }
            verifyPictures(round);
        }
        try (var files = Files.list(directory)) {
            assertEquals(
                    List.of(),
                    files.map(Path::toString)
                            .filter(name -> name.contains("corrupt"))
                            .toList());
        }
        System.out.printf("MEASURED kills %d, facts read back before them %d, all there%n", KILLS, printed);
        assertTrue(printed > 10L * KILLS, "facts read back: " + printed);
    }

    /** Lets a process live for some time after it has read back its first fact. @return the sequences that it read back */
    private List<Long> live(int firstEvent, int millis) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.sqlite.tmpdir=" + Files.createDirectories(directory.resolve("native")),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalChild.class.getName(),
                        directory.toString(),
                        Integer.toString(firstEvent))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var sequences = new ArrayList<Long>();
        try (BufferedReader out = child.inputReader()) {
            String first = out.readLine();
            assertTrue(first != null, "the child has died by itself");
            sequences.add(Long.parseLong(first));
            // By its handle, since the process itself would close what it has printed as well.
            CompletableFuture.runAsync(
                    child.toHandle()::destroyForcibly,
                    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
            readAll(out, sequences);
        } finally {
            child.destroyForcibly();
        }
        child.waitFor();
        return sequences;
    }

    private static void readAll(BufferedReader out, List<Long> sequences) throws IOException {
        var text = new StringBuilder();
        char[] buffer = new char[8192];
        for (int count = out.read(buffer); count > 0; count = out.read(buffer)) {
            text.append(buffer, 0, count);
        }
        // The last line may be cut off.
        String whole = text.substring(0, text.lastIndexOf("\n") + 1);
        whole.lines().map(Long::parseLong).forEach(sequences::add);
    }

    private void verifyPictures(String round) throws IOException {
        Path folder = directory.resolve("snapshots");
        var snapshots = new SnapshotFiles(folder);
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                assertTrue(name.endsWith(".jpg"), round + ": left behind " + name);
                assertEquals(30_000, snapshots.get(name.replace(".jpg", "")).orElseThrow().length, round + ": " + name);
            }
        }
    }
}
