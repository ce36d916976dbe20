package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} with a tiny model and the real pipeline. */
class BenchCommandIT {

    private static final String MODEL = "src/test/resources/models/nanodet";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** On one thread, which the first program in this process decides for all that follow. */
    private static final List<String> QUICK = List.of(
            "bench", "--model", MODEL, "--source", "test://pattern?fps=200", "--threads", "1", "--warm-up", "0.2");

    @TempDir
    Path directory;

    private static Commands.Outcome bench(String... more) {
        return Commands.execute(
                Stream.concat(QUICK.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void everyStageIsMeasuredAndComparedWithAnOlderReport() throws Exception {
        Path file = directory.resolve("report.json");

        var outcome = bench("--seconds", "1.5", "--cameras", "2", "--json", file.toString());

        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonNode report = JSON.readTree(file.toFile());
        assertEquals("edge-infer-bench-1", report.get("format").asText());
        assertTrue(report.get("complete").asBoolean());
        assertEquals("640x480", report.at("/setup/frame").asText());
        long frames = report.get("frames").asLong();
        assertTrue(frames > 20, report.toString());
        assertEquals(
                frames / report.get("seconds").asDouble(), report.get("fps").asDouble(), 0.01);
        for (String stage : List.of("read", "preprocess", "inference", "postprocess", "track", "resultAge")) {
            JsonNode latency = report.at("/stages/" + stage);
            assertTrue(latency.get("count").asLong() > frames / 2, stage + latency);
            assertTrue(latency.get("p50Ms").asDouble() > 0, stage);
            assertTrue(latency.get("p50Ms").asDouble() <= latency.get("p90Ms").asDouble(), stage);
            assertTrue(latency.get("p99Ms").asDouble() <= latency.get("maxMs").asDouble(), stage);
            assertTrue(outcome.out().lines().anyMatch(line -> line.startsWith(stage)), outcome.out());
        }
        assertTrue(report.at("/memory/residentPeakBytes").asLong() > 50_000_000);
        assertTrue(report.at("/memory/heapBytesPerFrame").asLong() > 100);
        for (String line : List.of("rate ", "dropped ", "memory ", "temperature ", "throttling ", "energy ")) {
            assertTrue(outcome.out().lines().anyMatch(text -> text.startsWith(line)), outcome.out());
        }

        compare(file, (ObjectNode) report);
    }

    private void compare(Path file, ObjectNode report) throws Exception {
        report.put("fps", 1e6);
        JSON.writeValue(file.toFile(), report);
        String[] again = {"--seconds", "0.5", "--cameras", "2", "--compare", file.toString(), "--fail-above"};

        var slower = bench(again);

        assertEquals(1, slower.exitCode(), slower.err());
        assertTrue(slower.err().contains("edge-infer: rate is slower by"), slower.err());
        assertTrue(slower.out().contains("inference p99"), slower.out());

        var shown = bench("--seconds", "0.5", "--cameras", "1", "--compare", file.toString());

        assertEquals(0, shown.exitCode(), shown.err());
        assertTrue(shown.out().contains("not the same: cameras: 2 then, 1 now"), shown.out());

        var refused = bench("--seconds", "0.5", "--cameras", "1", "--compare", file.toString(), "--fail-above=20");

        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("cannot be compared: cameras: 2 then, 1 now"), refused.err());
        assertEquals("", refused.out());
    }

    @Test
    void aSourceThatGivesNothingIsASentence() throws Exception {
        Path photos = Files.createDirectory(directory.resolve("photos"));
        Files.copy(Path.of("src/test/resources/images/astronaut.jpg"), photos.resolve("a.jpg"));
        Map<String, String> sources = Map.of(
                "v4l2:///dev/video99",
                "the source gives no picture: ",
                "dir:" + photos + "?loop=false&pace=fast",
                "let it loop");
        sources.forEach((source, expected) -> {
            var outcome = Commands.execute(
                    "bench",
                    "--model",
                    MODEL,
                    "--threads",
                    "1",
                    "--warm-up",
                    "0.2",
                    "--seconds",
                    "1",
                    "--source",
                    source);
            assertEquals(1, outcome.exitCode(), outcome.err());
            assertTrue(outcome.err().contains(expected), outcome.err());
            assertEquals(1, outcome.err().lines().count(), outcome.err());
        });
    }

    @Test
    void whatIsWrongIsToldBeforeAnythingIsMeasured() throws Exception {
        Path other = Files.writeString(directory.resolve("other.json"), "{\"benchmarks\": []}");
        List<List<String>> wrong = List.of(
                List.of("2", "--seconds must be within 0.5..86400, not 0", "--seconds", "0"),
                List.of("2", "--seconds must be within", "--seconds", "NaN"),
                List.of("2", "--seconds", "--seconds", "soon"),
                List.of("2", "--cameras must be within 1..64, not 0", "--cameras", "0"),
                List.of("2", "--threads must be within 1..256, not 257", "--threads", "257"),
                List.of("2", "--fail-above needs --compare", "--fail-above"),
                List.of("2", "did you mean \"rtsp\"", "--source", "rtps://porch/1"),
                List.of("2", "does not exist", "--source", "file:/no/such/clip.mp4"),
                List.of("1", "no-such-model", "--model", "no-such-model"),
                List.of("1", "its format is not said", "--compare", other.toString()),
                List.of("1", "it does not exist", "--compare", "/no/such/report.json"),
                List.of("1", "there is no folder", "--json", "/no/such/folder/r.json"),
                List.of("1", "is a folder", "--json", directory.toString()));
        for (List<String> line : wrong) {
            List<String> arguments = new ArrayList<>(line.subList(2, line.size()));
            var outcome = Commands.execute(
                    Stream.concat(Stream.of("bench"), arguments.stream()).toArray(String[]::new));
            assertEquals(Integer.parseInt(line.get(0)), outcome.exitCode(), arguments + outcome.err());
            assertTrue(outcome.err().contains(line.get(1)), outcome.err());
            assertEquals("", outcome.out());
        }
    }

    @Test
    void ctrlCShowsWhatWasMeasuredSoFar() throws Exception {
        Path file = directory.resolve("report.json");
        List<String> command = new ArrayList<>(List.of(
                // Whoever runs the tests in the background has the signal ignored, which a child would inherit.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dexecutorch.native.dir=" + System.getProperty("executorch.native.dir"),
                "-cp",
                System.getProperty("java.class.path"),
                EdgeInfer.class.getName()));
        command.addAll(QUICK);
        command.addAll(List.of("--seconds", "600", "--json", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.startsWith("measuring for 600 s")) {
                line = output.readLine();
            }
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(130, process.exitValue());
            List<String> rest = output.lines().toList();
            assertTrue(rest.stream().anyMatch(text -> text.startsWith("rate ")), rest.toString());
            JsonNode report = JSON.readTree(file.toFile());
            assertFalse(report.get("complete").asBoolean());
            assertTrue(report.get("frames").asLong() > 0);
        } finally {
            process.destroyForcibly();
        }
    }
}
