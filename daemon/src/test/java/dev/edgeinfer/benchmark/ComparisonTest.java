package dev.edgeinfer.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.benchmark.BenchmarkReport.Latency;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    @TempDir
    Path directory;

    private static BenchmarkReport report(double fps, double inferenceMs, double trackMs, int threads) {
        return new BenchmarkReport(
                BenchmarkReport.FORMAT,
                Instant.EPOCH,
                true,
                null,
                new BenchmarkReport.Setup("m", "1", null, "test://pattern", "640x480", 1, threads, null),
                new BenchmarkReport.Machine(null, "A76", "aarch64", 4, "6.12"),
                new BenchmarkReport.Versions("0.1.0", "1.5.1", "25"),
                10,
                Math.round(10 * fps),
                fps,
                1.0,
                2,
                Map.of(
                        "inference", new Latency(100, inferenceMs, inferenceMs, inferenceMs, inferenceMs),
                        "track", new Latency(100, trackMs, trackMs, trackMs, trackMs)),
                Map.of("superseded", 3L),
                new BenchmarkReport.Memory(150_000_000L, 140_000_000L, 12_000, 1, 2),
                List.of(),
                null,
                List.of());
    }

    @Test
    void whatIsSlowerByMoreIsNamed() {
        var comparison = new Comparison(report(100, 10, 0.05, 1), report(92, 11.2, 0.09, 1));

        assertEquals(List.of(), comparison.differences());
        // The tracker takes too little to be judged, the rate fell by less.
        assertEquals(
                List.of("inference p50"),
                comparison.slowerBy(0.1).stream().map(Comparison.Row::what).toList());
        assertEquals(List.of(), comparison.slowerBy(0.13));
        assertEquals(
                List.of("rate"),
                new Comparison(report(100, 10, 0, 1), report(50, 10, 0, 1))
                        .slowerBy(0.99).stream().map(Comparison.Row::what).toList());
    }

    @Test
    void whatIsFasterIsNeverSlower() {
        assertEquals(List.of(), new Comparison(report(50, 20, 1, 1), report(100, 10, 0.5, 1)).slowerBy(0));
    }

    @Test
    void anotherSettingOrMachineIsADifference() {
        var old = report(100, 10, 1, 1);
        var other = new BenchmarkReport.Machine("Pi 5", "A76", "aarch64", 4, "6.6");

        assertEquals(
                List.of("inference threads: 1 then, 3 now", "board: none then, Pi 5 now"),
                Comparison.differences(old, report(1, 1, 1, 3).setup(), other));
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        Path file = directory.resolve("r.json");
        BenchmarkFile.write(file, report(100, 10, 1, 1));

        assertEquals(report(100, 10, 1, 1), BenchmarkFile.read(file));
    }

    @Test
    void whatIsNoReportIsRefusedInASentence() throws Exception {
        Path file = directory.resolve("r.json");
        BenchmarkFile.write(file, report(100, 10, 1, 1));
        String good = Files.readString(file);
        Map<String, String> bad = Map.of(
                "",
                "its format is not said",
                "[]",
                "its format is not said",
                "{\"results\": 1}",
                "its format is not said",
                "no json",
                "is not the JSON of a report",
                good.substring(0, good.length() / 2),
                "is not the JSON of a report",
                good.replace("bench-1", "bench-7"),
                "its format is \"edge-infer-bench-7\"",
                good.replace("\"memory\"", "\"memories\""),
                "parts of the report are missing",
                good.replace("\"fps\" : 100.0", "\"fps\" : \"many\""),
                "is not the JSON of a report");
        bad.forEach((text, expected) -> {
            String message = assertThrows(BenchmarkException.class, () -> {
                        Files.writeString(file, text);
                        BenchmarkFile.read(file);
                    })
                    .getMessage();
            assertTrue(message.contains(expected), message);
            assertEquals(1, message.lines().count());
        });
        assertTrue(assertThrows(BenchmarkException.class, () -> BenchmarkFile.read(directory.resolve("gone")))
                .getMessage()
                .endsWith("it does not exist"));
    }
}
