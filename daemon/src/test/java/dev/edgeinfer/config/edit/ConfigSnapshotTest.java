package dev.edgeinfer.config.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.yaml.NotEditableException;
import dev.edgeinfer.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration would be if somebody's wish came true. */
class ConfigSnapshotTest {

    private static final String TEXT = """
            # password: old-one
            cameras:
              front:
                source: "rtsp://anna:hunter2@cam/1" # as rtsp://anna:hunter2@cam/2
                password: 'quoted, secret'
              back:
                source: "exec:rpicam-vid -o -#format=mjpeg"
            webhooks:
              shop: { url: "https://h/secret-path", headers: { A: "x, y", B: plain words } }
            mqtt: { url: mqtt://h, user: u, password: 12345 }
            """;

    @TempDir
    Path folder;

    private ConfigEditor editor;

    @BeforeEach
    void file() throws IOException {
        Files.writeString(main(), TEXT);
        editor = new ConfigEditor(main(), Secrets.of(Map.of()));
    }

    @Test
    void whatIsShownAndComesBackIsTheSameByteByByte() {
        String shown = editor.read().text();

        for (String secret :
                List.of("hunter2", "old-one", "quoted, secret", "secret-path", "x, y", "plain words", "12345")) {
            assertFalse(shown.contains(secret), shown);
            assertFalse(editor.read().values().toString().contains(secret));
        }
        assertEquals(TEXT, text(shown));
        assertEquals(TEXT.replace("back:", "rear:"), text(shown.replace("back:", "rear:")));
    }

    @Test
    void aMaskThatStandsForNothingIsAMistake() {
        String shown = editor.read().text();
        ConfigCandidate moved = candidate(shown.replace("front:", "porch:"));

        assertEquals(
                List.of("cameras.porch.source", "cameras.porch.password"),
                moved.problems().stream().map(Problem::path).toList());
        assertEquals(
                "has *** where there was no secret before",
                moved.problems().getFirst().rule());
        assertEquals(
                List.of(),
                candidate(shown.replace("front:", "porch:")
                                .replace("rtsp://anna:***@cam/1", "rtsp://cam/1")
                                .replace("    password: \"***\"\n", ""))
                        .problems());
    }

    @Test
    void aSecretThatIsWrittenAnewIsTheNewOne() {
        String shown = editor.read().text();
        assertEquals(
                TEXT.replace("'quoted, secret'", "other"),
                text(shown.replace("    password: \"***\"\n", "    password: other\n")));
    }

    @Test
    void commandsStayAndMoveButNoneComes() {
        assertEquals(List.of(), candidate(TEXT.replace("back:", "rear:")).problems());
        assertEquals(
                List.of(),
                candidate(TEXT.replace("format=mjpeg", "format=h264")).problems());
        for (String text : List.of(
                TEXT.replace("rpicam-vid", "rpicam-still"),
                TEXT.replace("-o -#", "-o -; reboot#"),
                TEXT.replace("format=mjpeg", "format=mjpeg#format=mjpeg"),
                TEXT.replace("\"exec:rpicam-vid", "\"\\u0065xec:reboot"),
                TEXT.replace("password: 'quoted, secret'", "detect-source: \"exec:reboot#format=mjpeg\""))) {
            List<Problem> problems = candidate(text).problems();
            assertEquals(1, problems.size(), text);
            assertEquals(
                    "is a command that the files on the board do not have",
                    problems.getFirst().rule());
        }
    }

    @Test
    void aCommandThatADropInHidesIsRefusedToo() throws IOException {
        dropIn("10.yaml", "cameras: { front: { source: \"test://pattern\" } }\n");
        List<Problem> problems = candidate(TEXT.replace("rtsp://anna:hunter2@cam/1", "exec:reboot#format=mjpeg"))
                .problems();
        assertEquals("cameras.front.source", problems.getFirst().path());
    }

    @Test
    void aCommandOfADropInMayStandInTheMainFile() throws IOException {
        dropIn("10.yaml", "cameras: { front: { source: \"exec:grab#format=mjpeg\" } }\n");
        assertEquals(
                List.of(),
                candidate(TEXT.replace("rtsp://anna:hunter2@cam/1", "exec:grab#format=mjpeg"))
                        .problems());
    }

    @Test
    void aReferenceCannotHideACommand() throws IOException {
        Path secret = Files.writeString(folder.resolve("word"), "exec:reboot#format=mjpeg\n");
        List<Problem> problems = candidate(TEXT.replace("rtsp://anna:hunter2@cam/1", "${file:" + secret + "}"))
                .problems();
        assertEquals(
                "is a command that the files on the board do not have",
                problems.getFirst().rule());
    }

    @Test
    void onlyFilesOfTheFolderMayBeNamedAsSecrets() throws IOException {
        Path inside = Files.writeString(folder.resolve("p"), "secret\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/hostname"));
        assertTrue(candidate(withPassword("${file:" + inside + "}")).isReadable());
        assertEquals(List.of(), candidate(withPassword("${credential:p}")).problems());
        assertEquals(
                List.of(), candidate(withPassword("$${file:/etc/hostname}")).problems());
        for (String file : List.of(
                "/etc/hostname", link.toString(), folder + "/../../etc/hostname", "/proc/self/environ", "p", "\\0")) {
            ConfigCandidate candidate = candidate(withPassword("${file:" + file + "}"));
            assertFalse(candidate.isReadable(), file);
            assertEquals(1, candidate.problems().size(), file);
        }
        Files.writeString(main(), withPassword("${file:/etc/hostname}"));
        assertEquals(List.of(), candidate(withPassword("${file:/etc/hostname}")).problems());
    }

    @Test
    void valuesAreWrittenIntoTheTextAndLeaveTheRest() {
        ConfigCandidate candidate = editor.read()
                .with(new ConfigWish.Values(values ->
                        MergePatch.applied(values, Map.of("cameras", Map.of("front", Map.of("user", "otto"))))));

        assertEquals(
                TEXT.replace("'quoted, secret'\n", "'quoted, secret'\n    user: otto\n"),
                new String(candidate.files().main(), StandardCharsets.UTF_8));
        assertEquals(List.of("cameras.front.user"), candidate.changed());
    }

    @Test
    void whatADropInSaysIsNotChangedHere() throws IOException {
        dropIn("10.yaml", "cameras: { front: { target-fps: 3 }, yard: { source: \"test://pattern\" } }\n");
        var front = patch("front", Map.of("target-fps", new java.math.BigDecimal(4)));
        SetInDropInException refused =
                assertThrows(SetInDropInException.class, () -> editor.read().with(front));
        assertEquals("cameras.front.target-fps", refused.path());
        assertEquals(folder.resolve("edge-infer.d/10.yaml").toString(), refused.file());

        // Beside what it says there is room.
        ConfigCandidate yard = editor.read().with(patch("yard", Map.of("user", "otto")));
        assertTrue(new String(yard.files().main(), StandardCharsets.UTF_8)
                .contains("format=mjpeg\"\n  yard:\n    user: otto\nwebhooks:"));
        assertEquals(
                Map.of(
                        "cameras.front.target-fps",
                                folder.resolve("edge-infer.d/10.yaml").toString(),
                        "cameras.yard", folder.resolve("edge-infer.d/10.yaml").toString()),
                editor.read().origins());
    }

    @Test
    void versionsDifferByEachFileAndByTheProcess() throws IOException {
        String first = editor.read().version();
        assertEquals(first, editor.read().version());
        dropIn("10.yaml", "log: { level: warn }\n");
        String second = editor.read().version();
        assertNotEquals(first, second);
        dropIn("10.yaml", "log: { level: info }\n");
        assertNotEquals(second, editor.read().version());
        assertNotEquals(
                editor.read().version(),
                new ConfigEditor(main(), Secrets.of(Map.of())).read().version());
    }

    @Test
    void whatAnAliasRepeatsHasToBeSentAsText() throws IOException {
        Files.writeString(main(), "cameras:\n  a: &a { source: \"test://pattern\" }\n  b: *a\n");
        assertThrows(NotEditableException.class, () -> editor.read().with(patch("a", Map.of("user", "otto"))));
    }

    private ConfigWish patch(String camera, Map<String, Object> change) {
        return new ConfigWish.Values(values -> {
            var patch = new LinkedHashMap<String, Object>();
            patch.put("cameras", Map.of(camera, change));
            return MergePatch.applied(values, patch);
        });
    }

    private static String withPassword(String password) {
        return TEXT.replace("'quoted, secret'", "\"" + password + "\"");
    }

    private String text(String sent) {
        ConfigCandidate candidate = candidate(sent);
        assertEquals(List.of(), candidate.problems());
        return new String(candidate.files().main(), StandardCharsets.UTF_8);
    }

    private ConfigCandidate candidate(String sent) {
        return editor.read().with(new ConfigWish.Text(sent.getBytes(StandardCharsets.UTF_8)));
    }

    private void dropIn(String name, String text) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("edge-infer.d")).resolve(name), text);
    }

    private Path main() {
        return folder.resolve("edge-infer.yaml");
    }
}
