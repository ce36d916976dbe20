package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.config.SceneConfig.Zone;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tracking, zones and lines, as they are written in the file, and the exact sentence for each mistake. */
class SceneProblemsTest {

    private static final Path FILE = Path.of("edge-infer.yaml");

    private static final List<Point> TRIANGLE = List.of(new Point(0, 0), new Point(1, 0), new Point(0.5, 0.25));

    @Test
    void everyKeyIsMapped() {
        SceneConfig scene = read("""
                tracking: { min-score: 0.2, high-score: 0.6, threshold: 0.7, min-hits: 4, max-age: 3s, min-iou: 0.25, stationary-after: 1min }
                zones: { step: { polygon: [[0, 0], [1, 0], [0.5, 0.25]], anchor: center, labels: [person, dog], inertia: 5, loitering-time: 4s, min-area: 0.01, max-area: 0.5, min-ratio: 0.2, max-ratio: 2 } }
                lines: { gate: { points: [[0, 0], [1, 1]], anchor: top-center, labels: [car], margin: 0.2, min-area: 0.1 } }
                """);

        var seconds = Duration.ofSeconds(3);
        assertEquals(
                new SceneConfig(
                        new TrackingConfig(true, 0.2, 0.6, 0.7, 4, seconds, 0.25, Duration.ofMinutes(1)),
                        List.of(new Zone(
                                "step",
                                new Polygon(TRIANGLE),
                                Anchor.CENTER,
                                new ObjectFilter(List.of("person", "dog"), 0.01, 0.5, 0.2, 2),
                                5,
                                Duration.ofSeconds(4))),
                        List.of(new Line(
                                "gate",
                                new Point(0, 0),
                                new Point(1, 1),
                                Anchor.TOP_CENTER,
                                new ObjectFilter(List.of("car"), 0.1, 1, 0, Double.POSITIVE_INFINITY),
                                0.2))),
                scene);
    }

    @Test
    void theShortFormsHaveTheDefaults() {
        SceneConfig scene =
                read("zones: { step: [[0, 0], [1, 0], [0.5, 0.25]] }\n    lines: { gate: [[0, 0], [1, 1]] }");

        assertEquals(
                new SceneConfig(
                        TrackingConfig.DEFAULT,
                        List.of(new Zone(
                                "step",
                                new Polygon(TRIANGLE),
                                Anchor.BOTTOM_CENTER,
                                ObjectFilter.ALL,
                                3,
                                Duration.ZERO)),
                        List.of(new Line(
                                "gate",
                                new Point(0, 0),
                                new Point(1, 1),
                                Anchor.BOTTOM_CENTER,
                                ObjectFilter.ALL,
                                0.1))),
                scene);
        assertEquals(scene, read("""
                zones: { step: { polygon: [[0, 0], [1, 0], [0.5, 0.25]] } }
                lines: { gate: { points: [[0, 0], [1, 1]] } }
                """));
        assertEquals(SceneConfig.DEFAULT, read("target-fps: 5"));
    }

    @Test
    void aCameraOverridesWhatHoldsForAll() {
        Config config = ConfigFile.parse(FILE, """
                tracking: { min-hits: 5, max-age: 4s }
                cameras:
                  porch: { source: "v4l2:///dev/video0", tracking: { min-hits: 1 } }
                  yard: { source: "v4l2:///dev/video1" }
                """).config();

        TrackingConfig porch = config.cameras().get("porch").scene().tracking();
        TrackingConfig yard = config.cameras().get("yard").scene().tracking();
        assertEquals(1, porch.minHits());
        assertEquals(Duration.ofSeconds(4), porch.maxAge());
        assertEquals(5, yard.minHits());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            zones: { step: [[0, 0], [1, 0]] }                   | 20 | zones.step: has 2 points; an area has at least 3 corners
            zones: { step: [[0, 0], [1, 1], [1, 0], [0, 1]] }   | 20 | zones.step: crosses itself: the edge after point 1 meets the one after point 3; list the corners in order around the area
            zones: { step: [[0, 0], [1.5, 0], [1, 1]] }         | 30 | zones.step[1][0]: "1.5" is out of range; 0..1 is allowed
            zones: { step: [[0, 0], [1, 0, 1], [1, 1]] }        | 29 | zones.step[1]: has 3 numbers; write a point as [x, y]
            zones: { step: [0, 0, 1, 0, 1, 1] }                 | 20 | zones.step: is a point, not an area; write one more pair of brackets: [[x, y], [x, y], [x, y]]
            zones: { step: { anchor: center } }                 | 14 | zones.step.polygon: is missing; write polygon: [[x, y], [x, y], [x, y]]
            zones: { step: 7 }                                  | 20 | zones.step: "7" is not a map; write key: value below step, indented
            zones: [[[0, 0], [1, 0], [1, 1]]]                   | 12 | zones: is not a map; write key: value below zones, indented
            zones: { Step: [[0, 0], [1, 0], [1, 1]] }           | 14 | zones.Step: is not a valid name; use 1 to 63 of a-z, 0-9, - and _, beginning with a letter or a digit
            zones: { step: { polygon: [[0, 0], [1, 0], [1, 1]], anchor: feet } } | 65 | zones.step.anchor: "feet" is not a choice here; known: bottom-center, center, top-center, left-center, right-center
            zones: { step: { polygon: [[0, 0], [1, 0], [1, 1]], inertia: 0 } } | 66 | zones.step.inertia: "0" is out of range; 1..1000 is allowed
            zones: { step: { polygon: [[0, 0], [1, 0], [1, 1]], loitering-time: 4 } } | 73 | zones.step.loitering-time: "4" has no unit; write 4ms or 4s
            zones: { step: { polygon: [[0, 0], [1, 0], [1, 1]], labels: [] } } | 65 | zones.step.labels: names no label; name one, or remove the key so that all count
            zones: { step: { polygon: [[0, 0], [1, 0], [1, 1]], min-area: 0.5, max-area: 0.1 } } | 82 | zones.step.max-area: "0.1" is below min-area (0.5), so nothing counts; exchange them
            lines: { gate: [[0, 0]] }                           | 20 | lines.gate: has 1 points; a line has two: write [[x, y], [x, y]]
            lines: { gate: [[0, 0], [1, 0], [1, 1]] }           | 20 | lines.gate: has 3 points; a line has two: write [[x, y], [x, y]]
            lines: { gate: [[0.5, 0.5], [0.5, 0.5]] }           | 20 | lines.gate: begins where it ends; give it two different points
            lines: { gate: [0, 0] }                             | 20 | lines.gate: is a point, not a line; write one more pair of brackets: [[x, y], [x, y]]
            lines: { gate: { margin: 0.1 } }                    | 14 | lines.gate.points: is missing; write points: [[x, y], [x, y]]
            tracking: { min-hits: 0 }                           | 27 | tracking.min-hits: "0" is out of range; 1..1000 is allowed
            tracking: { max-age: 0s }                           | 26 | tracking.max-age: "0s" is out of range; 1ms..10min is allowed
            tracking: { high-score: 0.05 }                      | 29 | tracking.high-score: "0.05" makes min-score (0.1) greater than high-score (0.05); what begins a track must not score less than what continues it
            tracking: { min-hit: 2 }                            | 17 | tracking.min-hit: unknown key; did you mean "min-hits"? (known: min-score, high-score, enabled, threshold, min-hits, max-age, min-iou, stationary-after)
            """)
    void eachMistakeIsToldWithItsPlace(String line, int column, String sentence) {
        assertEquals("edge-infer.yaml:4:%d: cameras.porch.%s".formatted(column, sentence), problems(line));
    }

    @Test
    void aLineMayNotHaveTheNameOfAZone() {
        assertEquals(
                "edge-infer.yaml:5:14: cameras.porch.lines.step: is the name of a zone too, on line 4; rename one of them",
                problems("zones: { step: [[0, 0], [1, 0], [1, 1]] }\n    lines: { step: [[0, 0], [1, 1]] }"));
    }

    @Test
    void zonesNeedTracking() {
        assertEquals(
                "edge-infer.yaml:5:5: cameras.porch.zones: has no effect without tracking; remove tracking: { enabled: false }, or this key",
                problems("tracking: { enabled: false }\n    zones: { step: [[0, 0], [1, 0], [1, 1]] }"));
    }

    @Test
    void aLabelThatTheModelDoesNotHaveIsToldWithItsPlace() {
        LoadedConfig loaded = ConfigFile.parse(
                FILE,
                file("zones: { step: { polygon: [[0, 0], [1, 0], [1, 1]], labels: [dog, persn] } }\n"
                        + "    lines: { gate: { points: [[0, 0], [1, 1]], labels: [cat] } }"));

        var failure = assertThrows(
                InvalidDocumentException.class, () -> loaded.verifyLabels("small", List.of("person", "dog")));

        assertEquals("""
                edge-infer.yaml:4:71: cameras.porch.zones.step.labels[1]: "persn" is not a label of model "small"; did you mean "person"? (known: person, dog)
                edge-infer.yaml:5:57: cameras.porch.lines.gate.labels[0]: "cat" is not a label of model "small"; known: person, dog""", sentences(failure));
    }

    private static SceneConfig read(String keys) {
        return ConfigFile.parse(FILE, file(keys.strip().replace("\n", "\n    ").replaceAll("\n {8}", "\n    ")))
                .config()
                .cameras()
                .get("porch")
                .scene();
    }

    private static String problems(String keys) {
        return sentences(assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(FILE, file(keys))));
    }

    private static String file(String keys) {
        return "cameras:\n  porch:\n    source: v4l2:///dev/video0\n    " + keys + "\n";
    }

    private static String sentences(InvalidDocumentException failure) {
        return failure.problems().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
