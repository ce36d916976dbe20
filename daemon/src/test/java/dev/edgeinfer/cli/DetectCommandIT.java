package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code detect} and {@code model} with the bundled model and the real runtime. */
class DetectCommandIT {

    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final Path ASTRONAUT = IMAGES.resolve("astronaut.jpg");

    @TempDir
    private Path directory;

    /** On one thread, which the first program in this process decides for all that follow. */
    private static Commands.Outcome detect(String... arguments) {
        return Commands.execute(Stream.concat(Stream.of("detect", "--threads", "1"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    @Test
    void printsOneLineADetection() {
        var outcome = detect(ASTRONAUT.toString());

        assertEquals(0, outcome.exitCode(), outcome.err());
        var line = Pattern.compile(Pattern.quote(ASTRONAUT.toString()) + ": person 0\\.\\d\\d, \\d+×\\d+ at \\d+,\\d+");
        assertTrue(outcome.out().lines().anyMatch(l -> line.matcher(l).matches()), outcome.out());
    }

    @Test
    void aFolderStandsForThePicturesInIt() {
        var outcome = detect(IMAGES.toString());

        assertEquals(0, outcome.exitCode(), outcome.err());
        for (String expected : List.of("astronaut.jpg: person", "chelsea.jpg: cat", "motorcycle.jpg: motorcycle")) {
            assertTrue(outcome.out().contains(expected), outcome.out());
        }
    }

    @Test
    void nothingSeenIsSaid() {
        var outcome = detect("--min-score", "1", ASTRONAUT.toString());

        assertEquals(ASTRONAUT + ": nothing\n", outcome.out());
    }

    @Test
    void jsonHasEveryDetectionForMeasuring() throws Exception {
        Path json = directory.resolve("d.json");

        var outcome = detect("--json", json.toString(), IMAGES.toString());

        assertEquals(new Commands.Outcome(0, "", ""), outcome);
        JsonNode detections = new ObjectMapper().readTree(json.toFile());
        assertTrue(detections.size() > 30, "everything from 0.01 up, not only what a live view shows");
        JsonNode best = detections.get(0);
        assertEquals("astronaut.jpg", best.get("image").asText());
        assertEquals("person", best.get("label").asText());
        assertEquals(0, best.get("labelId").asInt());
        for (JsonNode detection : detections) {
            assertTrue(detection.get("score").asDouble() >= 0.01, detection.toString());
            for (String side : List.of("x", "y", "width", "height")) {
                assertTrue(detection.get("box").get(side).isNumber(), detection.toString());
            }
        }
    }

    @Test
    void aBrokenPictureAmongManyIsNamedAndTheRestIsDone() throws Exception {
        Path photos = Files.createDirectory(directory.resolve("photos"));
        Files.copy(ASTRONAUT, photos.resolve("b.jpg"));
        Files.writeString(photos.resolve("a.jpg"), "this is no JPEG");
        Files.createFile(photos.resolve("c.png"));

        var outcome = detect(photos.toString());

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.out().contains("b.jpg: person"), outcome.out());
        List<String> errors = outcome.err().lines().toList();
        assertEquals(2, errors.size(), outcome.err());
        assertTrue(errors.getFirst().startsWith("edge-infer: \"" + photos.resolve("a.jpg")), outcome.err());
        assertTrue(errors.getLast().startsWith("edge-infer: \"" + photos.resolve("c.png")), outcome.err());
    }

    @Test
    void drawWritesCopiesAndNeverReplacesThePictureItself() throws Exception {
        Path photo = Files.copy(ASTRONAUT, directory.resolve("photo.jpg"));
        byte[] before = Files.readAllBytes(photo);

        var copied = detect("--draw", directory.resolve("a/b").toString(), photo.toString());
        assertEquals(0, copied.exitCode(), copied.err());
        assertTrue(Files.size(directory.resolve("a/b/photo.jpg")) > 1000);

        var refused = detect("--draw", directory.toString(), photo.toString());
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("would overwrite the picture itself"), refused.err());
        assertArrayEquals(before, Files.readAllBytes(photo));
    }

    @Test
    void picturesOfOneNameAreRefusedWhereTheNameTellsThemApart() throws Exception {
        Path other = Files.copy(ASTRONAUT, directory.resolve("astronaut.jpg"));

        var outcome = detect("--json", directory.resolve("d.json").toString(), ASTRONAUT.toString(), other.toString());

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.err().contains("have the same name"), outcome.err());
    }

    @Test
    void whatCannotBeWrittenIsOneSentence() {
        var outcome = detect("--json", "/no/such/folder/d.json", ASTRONAUT.toString());

        assertEquals(1, outcome.exitCode());
        assertTrue(
                outcome.err().startsWith("edge-infer: --json: \"/no/such/folder/d.json\" cannot be written"),
                outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void modelInfoTellsShapesBackendsAndAccuracy() {
        var outcome = Commands.execute("model", "info", "nanodet-g");

        assertEquals(0, outcome.exitCode(), outcome.err());
        for (String expected :
                List.of("XnnpackBackend", "[1, 3, 416, 416]", "int8", "3.9 MB", "ap 0.3", "80: person,")) {
            assertTrue(outcome.out().contains(expected), outcome.out());
        }
    }

    @Test
    void modelCheckSaysOkToTheBundledModel() {
        var outcome = Commands.execute("model", "check", "nanodet-g");

        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().lines().allMatch(line -> line.startsWith("ok ")), outcome.out());
        assertEquals(4, outcome.out().lines().count());
    }

    @Test
    void modelCheckSaysWhichCheckFailed() throws Exception {
        Path bundle = Files.createDirectory(directory.resolve("damaged"));
        Path original = Path.of("../models/nanodet-g");
        Files.copy(original.resolve("model.yaml"), bundle.resolve("model.yaml"));
        Files.copy(original.resolve("labels.txt"), bundle.resolve("labels.txt"));
        byte[] program = Files.readAllBytes(original.resolve("model.pte"));
        program[program.length / 2] ^= 1;
        Files.write(bundle.resolve("model.pte"), program);

        var outcome = Commands.execute("model", "check", bundle.toString());

        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.out().endsWith("FAILED  program\n"), outcome.out());
        assertTrue(outcome.err().contains("SHA-256"), outcome.err());
    }
}
