package dev.edgeinfer.track;

import static dev.edgeinfer.track.SceneWalk.feetAt;
import static dev.edgeinfer.track.SceneWalk.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.config.Polygon.Point;
import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.Line;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.track.Crossing.Direction;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineTest {

    /** From left to right through the middle: downwards is in. */
    private static final Line ACROSS = line(0.1, 0.5, 0.9, 0.5);

    @Test
    void downAcrossALineFromLeftToRightIsIn() {
        var scene = SceneWalk.of(ACROSS).walk(200, 110, 200, 300);

        assertEquals(List.of(new Crossing("gate", 1, "person", Direction.IN)), scene.crossings);
        assertEquals(List.of(new LineCounts("gate", Map.of("person", 1L), Map.of())), scene.frame.lines());
    }

    @Test
    void theOtherWayIsOut() {
        var scene = SceneWalk.of(ACROSS).walk(200, 300, 200, 110);

        assertEquals(List.of(new Crossing("gate", 1, "person", Direction.OUT)), scene.crossings);
        assertEquals(List.of(new LineCounts("gate", Map.of(), Map.of("person", 1L))), scene.frame.lines());
    }

    @Test
    void theDirectionOfTheLineDecides() {
        assertEquals(
                Direction.OUT,
                SceneWalk.of(line(0.9, 0.5, 0.1, 0.5))
                        .walk(200, 110, 200, 300)
                        .crossings
                        .getFirst()
                        .direction());
        // Upwards: right of it is the right half.
        assertEquals(
                Direction.IN,
                SceneWalk.of(line(0.5, 1, 0.5, 0))
                        .walk(100, 300, 300, 300)
                        .crossings
                        .getFirst()
                        .direction());
    }

    @Test
    void whoTremblesOnTheLineIsCountedOnce() {
        var random = new Random(2);
        var scene = SceneWalk.of(ACROSS).walk(200, 110, 200, 196);
        for (int i = 0; i < 200; i++) {
            scene.frame(feetAt(200, 200 + 2 * random.nextGaussian()));
        }
        assertEquals(List.of(), scene.crossings);

        scene.walk(200, 204, 200, 300);

        assertEquals(1, scene.crossings.size());
    }

    @Test
    void whoComesAndGoesIsCountedEachTime() {
        var scene = SceneWalk.of(ACROSS)
                .walk(200, 110, 200, 300)
                .walk(200, 292, 200, 110)
                .walk(200, 118, 200, 300);

        assertEquals(
                List.of(Direction.IN, Direction.OUT, Direction.IN),
                scene.crossings.stream().map(Crossing::direction).toList());
        assertEquals(List.of(new LineCounts("gate", Map.of("person", 2L), Map.of("person", 1L))), scene.frame.lines());
    }

    @Test
    void whoWalksRoundTheEndDoesNotCross() {
        var scene = SceneWalk.of(line(0, 0.5, 0.4, 0.5))
                .walk(100, 120, 300, 120)
                .walk(300, 128, 300, 300)
                .walk(292, 300, 100, 300);

        assertEquals(List.of(), scene.crossings);
    }

    @Test
    void whoCrossesUnseenIsCountedWhenSeenAgain() {
        var scene = SceneWalk.of(ACROSS).walk(200, 110, 200, 180).frames(5).walk(200, 228, 200, 300);

        assertEquals(List.of(new Crossing("gate", 1, "person", Direction.IN)), scene.crossings);
    }

    @Test
    void whoCrossesBeforeBeingConfirmedIsCountedThen() {
        var scene = SceneWalk.of(ACROSS).frame(feetAt(200, 185)).frame(feetAt(200, 215));
        assertEquals(List.of(), scene.crossings);

        scene.frame(feetAt(200, 245)).frame(feetAt(200, 275));

        assertEquals(1, scene.crossings.size());
        assertEquals(1, scene.crossings.getFirst().track());
    }

    @Test
    void aFalseDetectionBeyondTheLineCountsNothing() {
        var scene = SceneWalk.of(ACROSS)
                .frame(feetAt(200, 110))
                .frame(feetAt(200, 290))
                .frames(10);

        assertEquals(List.of(), scene.crossings);
    }

    @Test
    void othersAreNotCounted() {
        var only = new ObjectFilter(List.of("dog"), 0, 1, 0, 100);
        var dogs = new Line("gate", new Point(0, 0.5), new Point(1, 0.5), Anchor.CENTER, only, 0);
        var scene = SceneWalk.of(dogs);
        for (int y = 110; y < 400; y += 8) {
            scene.frame(feetAt(100, y), feetAt("dog", 300, y));
        }

        assertEquals(List.of(new LineCounts("gate", Map.of("dog", 1L), Map.of())), scene.frame.lines());
    }

    @Test
    void eachObjectIsCountedByItsLabel() {
        var scene = SceneWalk.of(ACROSS);
        for (int y = 110; y < 300; y += 8) {
            scene.frame(feetAt(100, y), feetAt(200, y), feetAt("dog", 300, y));
        }

        assertEquals(
                Map.of("person", 2L, "dog", 1L), scene.frame.lines().getFirst().in());
    }
}
