package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.PictureConfig.Flip;
import dev.edgeinfer.config.PictureConfig.Rotation;
import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to pictures, as it is written in the file, and the exact sentence for each mistake. */
class PictureProblemsTest {

    private static final Path FILE = Path.of("edge-infer.yaml");

    @Test
    void everyKeyIsMapped() {
        PictureConfig picture = read("""
                rotate: 90
                flip: vertical
                crop: [0.1, 0, 0.9, 0.5]
                mask: [[[0, 0], [1, 0], [0.5, 0.25]], [[0, 0.5], [0.5, 0.5], [0.5, 1], [0, 1], [0, 0.5]]]
                region: [0.5, 0.5, 0.5, 0.5]
                """);
        assertEquals(
                new PictureConfig(
                        Rotation.QUARTER,
                        Optional.of(Flip.VERTICAL),
                        Optional.of(new Region(0.1, 0, 0.9, 0.5)),
                        List.of(
                                new Polygon(List.of(new Point(0, 0), new Point(1, 0), new Point(0.5, 0.25))),
                                new Polygon(List.of(
                                        new Point(0, 0.5), new Point(0.5, 0.5), new Point(0.5, 1), new Point(0, 1)))),
                        Optional.of(new Region(0.5, 0.5, 0.5, 0.5))),
                picture);
    }

    @Test
    void picturesAreUnchangedByDefault() {
        assertEquals(PictureConfig.UNCHANGED, read("rotate: 0"));
        assertEquals(PictureConfig.UNCHANGED, read("mask: []"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rotate: 45            | 13 | rotate: "45" is not a quarter turn; write 90, 180 or 270, in degrees clockwise
            rotate: -90           | 13 | rotate: "-90" is out of range; 0..270 is allowed
            rotate: [90]          | 13 | rotate: is a list; write an integer
            flip: both            | 11 | flip: "both" is not a choice here; known: horizontal, vertical
            crop: [0, 0, 640, 480] | 18 | crop[2]: "640" is out of range; 0..1 is allowed¶edge-infer.yaml:4:23: cameras.porch.crop[3]: "480" is out of range; 0..1 is allowed
            crop: [0.5, 0, 0.6, 1] | 11 | crop: reaches out of the picture; x + width and y + height are 1 at most; the third and fourth number are width and height, not a corner
            crop: [0.5, 0, 0, 1]  | 11 | crop: is empty; give it a width and a height above 0
            crop: [0.5, 0.5]      | 11 | crop: has 2 numbers; write [x, y, width, height] in parts of the picture, such as [0.25, 0, 0.5, 1]
            crop: 0.5             | 11 | crop: "0.5" is not a list; write crop: [a, b]
            crop: [0, 0, .nan, 1] | 18 | crop[2]: ".nan" is not a number; write a number, such as 10
            region: [0, 0.9, 1, 0.2] | 13 | region: reaches out of the picture; x + width and y + height are 1 at most; the third and fourth number are width and height, not a corner
            mask: [[0, 0], [1, 0], [1, 1]] | 12 | mask[0]: is a point, not an area; write one more pair of brackets: [[[x, y], [x, y], [x, y]]]¶edge-infer.yaml:4:20: cameras.porch.mask[1]: is a point, not an area; write one more pair of brackets: [[[x, y], [x, y], [x, y]]]¶edge-infer.yaml:4:28: cameras.porch.mask[2]: is a point, not an area; write one more pair of brackets: [[[x, y], [x, y], [x, y]]]
            mask: [[0, 0, 1]]     | 12 | mask[0]: is a point, not an area; write one more pair of brackets: [[[x, y], [x, y], [x, y]]]
            mask: [top]           | 12 | mask[0]: "top" is not a list; write [0]: [a, b]
            mask: [[[0, 0], [1, 0]]] | 12 | mask[0]: has 2 points; an area has at least 3 corners
            mask: [[[0, 0], [1, 0], [1, 1, 0]]] | 29 | mask[0][2]: has 3 numbers; write a point as [x, y]
            mask: [[[0, 0], [1.2, 0], [1, 1]]] | 22 | mask[0][1][0]: "1.2" is out of range; 0..1 is allowed
            mask: [[[0, 0], [1, 1], [1, 0], [0, 1]]] | 12 | mask[0]: crosses itself: the edge after point 1 meets the one after point 3; list the corners in order around the area
            mask: [[[0, 0], [0.5, 0.5], [0.25, 0.25]]] | 12 | mask[0]: turns back on itself at point 1; list each corner once, in order around the area
            mask: [[[0, 0], [0, 0], [1, 0], [1, 1]]] | 12 | mask[0]: turns back on itself at point 1; list each corner once, in order around the area
            mask: [[[0, 0], [1, 0], [1, 1], [0.5, 0], [0, 1]]] | 12 | mask[0]: crosses itself: the edge after point 1 meets the one after point 3; list the corners in order around the area
            mask: [[[0, 0], [1, 0], [1, 1], [0, 1]]] | 11 | mask: hides all that the detector would look at; leave a part of it free, or remove the camera
            motion: true          | 13 | motion: "true" is not a map; write key: value below motion, indented
            motion: { threshold: 0.1 } | 26 | motion.threshold: "0.1" is not an integer; write an integer, such as 10
            motion: { threshold: 0 } | 26 | motion.threshold: "0" is out of range; 1..255 is allowed
            motion: { min-area: 200 } | 25 | motion.min-area: "200" is out of range; 0..1 is allowed
            motion: { hold: 5 }   | 21 | motion.hold: "5" has no unit; write 5ms or 5s
            motion: { keep-alive: 0s } | 27 | motion.keep-alive: "0s" is out of range; 1s..1h is allowed
            motion: { min_area: 0.1 } | 15 | motion.min_area: unknown key; did you mean "min-area"? (known: threshold, min-area, hold, keep-alive)
            """)
    void aMistakeIsExplained(String line, int column, String sentence) {
        assertProblems(line, "edge-infer.yaml:4:%d: cameras.porch.%s".formatted(column, sentence.replace('¶', '\n')));
    }

    @Test
    void motionHasDefaultsAndIsOffWithoutTheKey() {
        assertEquals(Optional.empty(), camera("rotate: 0").motion());
        assertEquals(
                Optional.of(new MotionConfig(15, 0.002, Duration.ofSeconds(5), Duration.ofSeconds(30))),
                camera("motion: {}").motion());
    }

    @Test
    void masksThatTogetherHideTheRegionAreRefused() {
        String halves = "mask: [[[0, 0], [0.6, 0], [0.6, 1], [0, 1]], [[0.5, 0], [0.9, 0], [0.9, 1], [0.5, 1]]]";
        assertEquals(2, read(halves).mask().size());
        assertProblems(
                "region: [0.1, 0.1, 0.8, 0.8]\n    " + halves,
                "edge-infer.yaml:5:11: cameras.porch.mask: hides all that the detector would look at;"
                        + " leave a part of it free, or remove the camera");
    }

    @Test
    void anEndlessAreaIsRefused() {
        String points = IntStream.rangeClosed(0, 200)
                .mapToObj(i -> "[%s, %s]".formatted(i / 1000.0, i % 2))
                .collect(Collectors.joining(", "));
        assertProblems(
                "mask: [[" + points + "]]",
                "edge-infer.yaml:4:12: cameras.porch.mask[0]: has 201 points; draw it with 200 at most");
    }

    private static PictureConfig read(String keys) {
        return camera(keys).picture();
    }

    private static CameraConfig camera(String keys) {
        return ConfigFile.parse(FILE, inCamera(keys.strip().indent(4).strip()))
                .config()
                .cameras()
                .get("porch");
    }

    private static String inCamera(String keys) {
        return """
                cameras:
                  porch:
                    source: v4l2:///dev/video0
                    %s
                """.formatted(keys);
    }

    private static void assertProblems(String keys, String expected) {
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(FILE, inCamera(keys)));
        assertEquals(expected, e.getMessage());
    }
}
