package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rules test} with the bundled model, the demo clip and the real tracker. */
class RulesTestCommandIT {

    private static final Path CLIP = Path.of("demo/demo.mp4").toAbsolutePath();

    /** On one thread, which the first program in this process decides for all that follow. */
    private static final String CONFIG =
            """
            model: { threads: 1 }
            device: { time-zone: Europe/Vienna }
            gpio: { provider: chardev }
            cameras:
              demo: { source: "file:%s", target-fps: 5, zones: { left: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] } }
              yard: { source: "test://pattern" }
            rules:
              visitor: { when: { label: person, zone: left }, gpio: { line: GPIO17, mode: hold, hold: 1s } }
              cat: { when: { label: cat, for: 500ms, camera: [demo, yard] }, webhook: [] }
              night: { when: { schedule: { from: "22:00", to: "06:00" }, armed: true }, gpio: { line: GPIO22 } }
              yard: { when: { label: person, camera: yard }, gpio: { line: GPIO23 } }
            """.formatted(CLIP).replace(", webhook: []", ", gpio: { line: GPIO18, mode: pulse, pulse: 700ms }");

    @TempDir
    Path directory;

    private Path config;

    @BeforeEach
    void write() throws Exception {
        config = Files.writeString(directory.resolve("edge-infer.yaml"), CONFIG);
    }

    private Commands.Outcome test(String... more) {
        var arguments = new ArrayList<>(List.of("rules", "test", "--config", config.toString()));
        arguments.addAll(Arrays.asList(more));
        return Commands.execute(arguments.toArray(String[]::new));
    }

    @Test
    void theTimelineOfTheDemoIsPrintedAndDrawn() throws Exception {
        Path picture = directory.resolve("timeline.png");

        var outcome = test("--clip", CLIP.toString(), "--picture", picture.toString(), "--at", "2026-11-24T21:59:50");

        assertEquals(0, outcome.exitCode(), outcome.err());
        List<String> lines = outcome.out().lines().toList();
        // The person is there from 0.8 s, the tracker believes it after three frames of 200 ms.
        assertTrue(second(lines, "rule visitor begins: person (track 1)") < 2.5, outcome.out());
        double off = second(lines, "line GPIO17 off");
        assertEquals(1, off - second(lines, "rule visitor ends"), 0.001);
        assertEquals(0.7, second(lines, "line GPIO18 off") - second(lines, "line GPIO18 on"), 0.001);
        assertEquals(10, second(lines, "rule night begins"), 0.001);
        assertFalse(outcome.out().contains("GPIO23"), "no rule of the other camera");
        assertTrue(
                lines.getLast().endsWith("end: 150 frames detected as camera demo, 4 objects followed"),
                lines.getLast());

        BufferedImage drawn = ImageIO.read(picture.toFile());
        assertEquals(34 + (3 + 1 + 3) * 28 + 12, drawn.getHeight());
        assertEquals(1272, drawn.getWidth());
        // The night begins after a third of the clip: row 3.
        int row = 34 + 2 * 28 + 14;
        assertEquals(0xffffffff, drawn.getRGB(260 + 300, row));
        assertEquals(0xff2e9e4f, drawn.getRGB(260 + 400, row));
    }

    @Test
    void jsonHasTheSameForPrograms() throws Exception {
        var outcome = test("--clip", CLIP.toString(), "--rule", "visitor", "--json", "--disarmed");

        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonNode timeline = new ObjectMapper().readTree(outcome.out());
        assertEquals("demo", timeline.get("camera").asText());
        assertEquals("[\"visitor\"]", timeline.get("rules").toString());
        assertEquals("[\"GPIO17\"]", timeline.get("lines").toString());
        JsonNode first = null;
        for (JsonNode change : timeline.get("changes")) {
            if (first == null && change.get("change").asText().equals("rule")) {
                first = change;
            }
        }
        assertEquals("visitor", first.get("rule").asText());
        assertTrue(first.get("active").asBoolean());
        assertEquals("[\"person\"]", first.get("labels").toString());
        assertEquals("[1]", first.get("tracks").toString());
    }

    @Test
    void whatIsWrongIsOneSentence() throws Exception {
        Path clip = Files.writeString(directory.resolve("clip.mp4"), "no video");
        String[][] wrong = {
            {"does not exist", "--clip", directory.resolve("gone.mp4").toString()},
            {"is not a video", "--clip", clip.toString()},
            {"is a folder", "--clip", directory.toString()},
            {"did you mean \"visitor\"?", "--clip", CLIP.toString(), "--rule", "visitr"},
            {"does not look at camera \"demo\"", "--clip", CLIP.toString(), "--rule", "yard"},
            {"no camera is called \"dmo\"; did you mean \"demo\"?", "--clip", CLIP.toString(), "--camera", "dmo"},
            {"there is no folder", "--clip", CLIP.toString(), "--picture", "/no/such/folder/t.png"},
            {
                "is a folder",
                "--clip",
                CLIP.toString(),
                "--picture",
                Files.createDirectory(directory.resolve("t.png")).toString()
            },
            {"does not end with .png", "--clip", CLIP.toString(), "--picture", "t.jpg"},
        };
        for (String[] arguments : wrong) {
            var outcome = test(Arrays.copyOfRange(arguments, 1, arguments.length));
            assertEquals(1, outcome.exitCode(), String.join(" ", arguments));
            assertTrue(outcome.err().contains(arguments[0]), outcome.err());
            assertEquals(1, outcome.err().lines().count(), outcome.err());
            assertEquals("", outcome.out());
        }
    }

    @Test
    void aCommandLineThatIsWrongIsOfItsOwnCode() {
        assertEquals(2, test().exitCode());
        assertEquals(2, test("--clip", CLIP.toString(), "--at", "yesterday").exitCode());
        assertEquals(2, Commands.execute("rules").exitCode());
    }

    private static double second(List<String> lines, String what) {
        return lines.stream()
                .filter(line -> line.endsWith("s  " + what))
                .findFirst()
                .map(line -> Double.parseDouble(line.strip().split(" ")[0]))
                .orElseThrow(() -> new AssertionError(what + " is missing in " + lines));
    }
}
