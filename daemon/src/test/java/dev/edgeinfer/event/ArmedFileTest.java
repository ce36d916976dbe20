package dev.edgeinfer.event;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmedFileTest {

    private static final Armed.State DISARMED =
            new Armed.State(false, Instant.parse("2026-11-24T07:00:00.123Z"), "input DOOR \"1\"");

    @TempDir
    Path directory;

    @Test
    void aStateThatWasWrittenIsReadByTheNextProcess() {
        try (var file = new ArmedFile(directory)) {
            assertEquals(Optional.empty(), file.read());
            file.write(DISARMED);
        }
        try (var next = new ArmedFile(directory)) {
            assertEquals(Optional.of(DISARMED), next.read());
        }
    }

    @Test
    void theNewestOfManyIsLeft() {
        try (var file = new ArmedFile(directory)) {
            for (int i = 0; i < 500; i++) {
                file.write(new Armed.State(i % 2 == 0, DISARMED.since().plusSeconds(i), "http"));
            }
            file.write(DISARMED);
        }
        assertEquals(Optional.of(DISARMED), new ArmedFile(directory).read());
        assertEquals(List.of("armed.json"), List.of(directory.toFile().list()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "{\"armed\": \"no\"}",
                "{\"armed\": false}",
                "{\"armed\": false, \"since\": \"yesterday\", \"by\": \"http\"}",
            })
    void aFileThatIsNotOneOfOursCountsAsNotThereAndIsReplaced(String text) throws Exception {
        Files.writeString(directory.resolve("armed.json"), text);
        try (var file = new ArmedFile(directory)) {
            assertEquals(Optional.empty(), file.read());
            file.write(DISARMED);
        }
        assertEquals(Optional.of(DISARMED), new ArmedFile(directory).read());
    }

    @Test
    void aHugeFileIsNotRead() throws Exception {
        Files.writeString(directory.resolve("armed.json"), " ".repeat(5000) + "{\"armed\": false}");
        assertEquals(Optional.empty(), new ArmedFile(directory).read());
    }

    @Test
    void aDirectoryThatComesLaterIsWrittenIntoAtTheNextChangeOrTheEnd() throws Exception {
        Path late = directory.resolve("late");
        try (var file = new ArmedFile(late)) {
            file.write(DISARMED);
            Files.createDirectory(late);
        }
        assertEquals(Optional.of(DISARMED), new ArmedFile(late).read());
    }

    @Test
    void aFileThatCannotBeWrittenDoesNoHarm() throws Exception {
        Path inTheWay = Files.writeString(directory.resolve("file"), "");
        var file = new ArmedFile(inTheWay);
        file.write(DISARMED);
        file.close();
        file.write(DISARMED);
        file.close();
        assertEquals("", Files.readString(inTheWay));
    }

    @Test
    void aHalfWrittenFileBesideItIsNothing() throws Exception {
        Files.writeString(directory.resolve(".armed.json.new"), "{\"arm");
        try (var file = new ArmedFile(directory)) {
            assertEquals(Optional.empty(), file.read());
            file.write(DISARMED);
            await().until(() -> file.read().isPresent());
        }
        assertFalse(Files.exists(directory.resolve(".armed.json.new")));
    }

    @Test
    void armedTellsWhoChangedItAndForgetsListeners() {
        var armed = new Armed(new Armed.State(true, Instant.EPOCH, "default"), () -> DISARMED.since());
        var told = new java.util.ArrayList<String>();
        Armed.Listener listener =
                (is, by) -> told.add(is + " " + by + " " + armed.state().by());
        armed.onChange(listener);

        assertFalse(armed.set(true, "http"));
        assertTrue(armed.set(false, "mqtt"));
        armed.forget(listener);
        assertTrue(armed.set(true, "http"));

        assertEquals(List.of("false mqtt mqtt"), told);
        assertEquals(new Armed.State(true, DISARMED.since(), "http"), armed.state());
    }
}
