package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see of the command line that needs no model. */
class CommandLineTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "check-config",
                "detect",
                "model",
                "model info",
                "model check",
                "auth",
                "auth add",
                "bench",
                "completion",
                "version"
            })
    void everyCommandHasHelp(String command) {
        var outcome = Commands.execute((command + " --help").strip().split(" "));

        assertEquals(0, outcome.exitCode());
        assertTrue(outcome.out().startsWith("Usage: edge-infer"), outcome.out());
        assertEquals("", outcome.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "run", "check-config", "detect", "model", "model info", "model check", "bench", "completion"
            })
    void everyCommandThatTakesSomethingHasExamples(String command) {
        var outcome = Commands.execute((command + " --help").strip().split(" "));

        assertTrue(outcome.out().contains("Examples:"), outcome.out());
    }

    @Test
    void anUnknownCommandIsAUsageErrorWithTheNearestName() {
        var outcome = Commands.execute("detct");

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("Did you mean: edge-infer detect"), outcome.err());
    }

    @Test
    void anUnknownOptionIsAUsageErrorWithTheNearestName() {
        var outcome = Commands.execute("detect", "--min-scor", "0.3", "x.jpg");

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("--min-score"), outcome.err());
        assertTrue(outcome.err().endsWith("Try: edge-infer detect --help\n"), outcome.err());
    }

    @Test
    void aMissingCommandNamesTheOnesThatExist() {
        assertEquals(new Commands.Outcome(2, "", """
                        edge-infer: which command? run, check-config, detect, model, rules, auth, bench, completion, version
                        Try: edge-infer --help
                        """), Commands.execute());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536"})
    void aPortOutOfRangeIsAUsageError(String port) throws Exception {
        var outcome = Commands.execute("run", "--config", config("one"), "--port", port);

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().startsWith("edge-infer: --port must be within 0..65535, not " + port), outcome.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--min-score 1.1", "--iou -0.1", "--min-score NaN", "--threads 0", "--threads 257", "--nms all"})
    void aThresholdOutOfRangeIsAUsageError(String option) {
        var outcome = Commands.execute(("detect " + option + " x.jpg").split(" "));

        assertEquals(2, outcome.exitCode(), outcome.err());
        assertTrue(outcome.err().contains(option.split(" ")[0]), outcome.err());
    }

    @Test
    void aMissingConfigIsOneSentence() {
        String missing = directory.resolve("missing.yaml").toString();

        var outcome = Commands.execute("run", "--config", missing);

        assertEquals(
                new Commands.Outcome(2, "", "edge-infer: " + missing + ": does not exist; check the path\n"), outcome);
    }

    @Test
    void verboseShowsWhereAnErrorCameFrom() {
        var outcome = Commands.execute("check-config", "--verbose", "/no/such.yaml");

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("\tat dev.edgeinfer."), outcome.err());
    }

    @Test
    void everyMistakeOfAConfigIsListed() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.yaml"), """
                htpp: { port: 8080 }
                cameras:
                  porch: { source: "v4l2:///dev/video0", target-fps: fast }
                """);

        var outcome = Commands.execute("check-config", file.toString());

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("bad.yaml:1:1: htpp"), outcome.err());
        assertTrue(outcome.err().contains("bad.yaml:3:"), outcome.err());
        assertFalse(outcome.err().contains("\tat "), outcome.err());
    }

    @Test
    void aSourceOnTheCommandLineIsCheckedAsOneInTheFile() throws Exception {
        var outcome = Commands.execute("run", "--config", config("one"), "--camera", "/dev/video0");

        assertEquals(2, outcome.exitCode());
        assertTrue(
                outcome.err()
                        .startsWith("edge-infer: --camera: \"/dev/video0\" has no scheme; write v4l2:///dev/video0"),
                outcome.err());
    }

    @Test
    void aSourceOnTheCommandLineNeedsAConfigWithOneCamera() throws Exception {
        var outcome = Commands.execute("run", "--config", config("one", "two"), "--camera", "v4l2:///dev/video9");

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("has 2 (one, two)"), outcome.err());
    }

    @Test
    void aLabelThatTheModelDoesNotHaveIsAMistakeOfTheConfig() throws Exception {
        Path file = Files.writeString(directory.resolve("label.yaml"), """
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                gpio: { provider: simulated }
                rules:
                  door: { when: { label: persn }, gpio: { line: GPIO17, mode: follow } }
                """);

        var outcome = Commands.execute("check-config", file.toString());

        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("did you mean \"person\"?"), outcome.err());
    }

    @Test
    void aModelThatIsNotThereIsAMistakeOfTheConfig() throws Exception {
        Path file = Files.writeString(directory.resolve("model.yaml"), """
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                model: { path: nanodet }
                """);

        for (String command : List.of("check-config ", "run --config ")) {
            var outcome = Commands.execute((command + file).split(" "));

            assertEquals(2, outcome.exitCode());
            assertTrue(
                    outcome.err()
                            .startsWith("edge-infer: " + file + ":2:16: model.path: There is no model \"nanodet\" in"),
                    outcome.err());
        }
    }

    @Test
    void aGoodConfigIsSaidToBeGood() throws Exception {
        var outcome = Commands.execute("check-config", config("one", "two"));

        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.out().endsWith("no mistakes; model nanodet-g, cameras one, two, rules none\n"), outcome.out());
    }

    @Test
    void anUnknownModelNamesTheOnesThatExist() {
        var outcome = Commands.execute("model", "info", "nanodet");

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("did you mean \"nanodet-g\"?"), outcome.err());
    }

    @Test
    void versionTellsAllVersions() {
        var outcome = Commands.execute("version");

        assertEquals(0, outcome.exitCode());
        List<String> names =
                outcome.out().lines().map(line -> line.split(" ")[0]).toList();
        assertEquals(List.of("edge-infer", "ExecuTorch", "Java", "machine"), names);
        assertTrue(outcome.out().contains("ExecuTorch  1."), outcome.out());
        assertEquals(outcome, Commands.execute("--version"));
    }

    @Test
    void theCompletionScriptIsOneThatBashUnderstands() throws Exception {
        var outcome = Commands.execute("completion", "bash");
        Path script = Files.writeString(directory.resolve("completion"), outcome.out());

        Process bash = new ProcessBuilder(
                        "bash", "-c", "source \"$1\" && complete -p edge-infer", "bash", script.toString())
                .redirectErrorStream(true)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes());

        assertEquals(0, bash.waitFor(), answer);
        assertTrue(answer.contains("_complete_edge-infer"), answer);
        assertTrue(outcome.out().contains("check-config"));
    }

    private String config(String... cameras) throws Exception {
        var text = new StringBuilder("gpio: { provider: simulated }\ncameras:\n");
        for (String camera : cameras) {
            text.append("  %s: { source: \"v4l2:///dev/video-%s\" }\n".formatted(camera, camera));
        }
        return Files.writeString(directory.resolve("config.yaml"), text).toString();
    }
}
