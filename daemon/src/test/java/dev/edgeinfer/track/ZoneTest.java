package dev.edgeinfer.track;

import static dev.edgeinfer.track.SceneWalk.RIGHT;
import static dev.edgeinfer.track.SceneWalk.feetAt;
import static dev.edgeinfer.track.SceneWalk.polygon;
import static dev.edgeinfer.track.SceneWalk.zone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.config.SceneConfig.Zone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneTest {

    private static final List<String> IN = List.of("right");
    private static final List<String> OUT = List.of();

    @Test
    void whoWalksInCountsAndWhoWalksOutDoesNot() {
        var scene = SceneWalk.of(zone("right", RIGHT, 3, Duration.ZERO));

        assertEquals(OUT, scene.walk(40, 300, 160, 300).zones());
        assertEquals(IN, scene.walk(168, 300, 300, 300).zones());
        assertEquals(List.of(new ZoneOccupancy("right", Map.of("person", 1))), scene.frame.zones());
        assertEquals(OUT, scene.walk(292, 300, 100, 300).zones());
        assertEquals(List.of(new ZoneOccupancy("right", Map.of())), scene.frame.zones());
    }

    @Test
    void inertiaIsHowManyFramesInARowItTakes() {
        var scene = SceneWalk.of(zone("right", RIGHT, 5, Duration.ZERO)).frames(4, feetAt(300, 300));
        assertEquals(OUT, scene.zones());

        assertEquals(IN, scene.frame(feetAt(300, 300)).zones());
    }

    @Test
    void whoTouchesTheZoneForAFrameDoesNotCount() {
        var scene = SceneWalk.of(zone("right", polygon(0.5, 0, 0.56, 0, 0.56, 1, 0.5, 1), 8, Duration.ZERO));
        for (int x = 60; x <= 340; x += 8) {
            scene.frame(feetAt(x, 300));
            assertEquals(OUT, scene.zones());
        }
    }

    @Test
    void whoTremblesOnTheEdgeStaysWithinInertia() {
        var scene = SceneWalk.of(zone("right", RIGHT, 3, Duration.ZERO)).frames(10, feetAt(203, 300));
        assertEquals(IN, scene.zones());

        for (int i = 0; i < 40; i++) {
            scene.frame(feetAt(i % 3 == 0 ? 206 : 199, 300));
            assertEquals(IN, scene.zones());
        }
    }

    @Test
    void loiteringIsForHowLong() {
        var scene = SceneWalk.of(zone("right", RIGHT, 1, Duration.ofSeconds(2))).frames(20, feetAt(300, 300));
        assertEquals(OUT, scene.zones());

        assertEquals(IN, scene.frame(feetAt(300, 300)).zones());
    }

    @Test
    void whoIsHiddenInAZoneIsStillThere() {
        var scene = SceneWalk.of(zone("right", RIGHT, 1, Duration.ZERO)).frames(5, feetAt(300, 300));

        assertEquals(IN, scene.frames(15).zones());
        assertEquals(Map.of("person", 1), scene.frame.zones().getFirst().objects());

        scene.frames(10);
        assertEquals(List.of(), scene.frame.tracks());
        assertEquals(Map.of(), scene.frame.zones().getFirst().objects());
        assertEquals(
                OUT,
                SceneWalk.of(zone("right", RIGHT, 9, Duration.ZERO))
                        .frames(3, feetAt(300, 300))
                        .frames(9)
                        .zones(),
                "to be hidden is not to be inside for longer");
    }

    @Test
    void aTrackThatIsNotConfirmedCountsNowhere() {
        var scene = SceneWalk.of(zone("right", RIGHT, 1, Duration.ZERO)).frame(feetAt(300, 300));

        assertEquals(OUT, scene.zones());
        assertEquals(Map.of(), scene.frame.zones().getFirst().objects());
    }

    @Test
    void occupancyIsCountedByLabel() {
        var scene = SceneWalk.of(zone("right", RIGHT, 1, Duration.ZERO))
                .frames(5, feetAt(250, 300), feetAt(350, 300), feetAt("dog", 300, 150), feetAt(100, 300));

        assertEquals(
                Map.of("person", 2, "dog", 1), scene.frame.zones().getFirst().objects());
    }

    @Test
    void whoIsCutOffByTheEdgeOfThePictureStandsInTheZoneThatReachesToIt() {
        var scene = SceneWalk.of(zone("right", RIGHT, 1, Duration.ZERO));

        assertEquals(IN, scene.frames(5, feetAt(300, SceneWalk.SIZE)).zones());
        assertEquals(
                IN,
                SceneWalk.of(zone("right", RIGHT, 1, Duration.ZERO))
                        .frames(5, feetAt(300, 430))
                        .zones());
    }

    @Test
    void theAnchorSaysWhichPointMustBeInside() {
        var lower = polygon(0, 0.5, 1, 0.5, 1, 1, 0, 1);
        for (Anchor anchor : Anchor.values()) {
            var zone = new Zone("lower", lower, anchor, ObjectFilter.ALL, 1, Duration.ZERO);
            // From 110 to 210 of 400: only the feet are in the lower half.
            boolean inside =
                    !SceneWalk.of(zone).frames(5, feetAt(200, 210)).zones().isEmpty();
            assertEquals(anchor == Anchor.BOTTOM_CENTER, inside, anchor.name());
        }
    }

    @Test
    void zonesMayOverlap() {
        var scene = SceneWalk.of(
                zone("right", RIGHT, 1, Duration.ZERO), zone("all", polygon(0, 0, 1, 0, 1, 1, 0, 1), 1, Duration.ZERO));

        assertEquals(List.of("right", "all"), scene.frames(5, feetAt(300, 300)).zones());
        assertEquals(List.of("all"), scene.walk(300, 300, 100, 300).zones());
    }

    @ParameterizedTest
    @CsvSource({
        // A person takes 0.025 of the picture, and is 0.4 as wide as high.
        "'',     0,     1,    0,   100, true",
        "person, 0,     1,    0,   100, true",
        "dog,    0,     1,    0,   100, false",
        "'',     0.02,  0.03, 0.3, 0.5, true",
        "'',     0.03,  1,    0,   100, false",
        "'',     0,     0.02, 0,   100, false",
        "'',     0,     1,    0.5, 100, false",
        "'',     0,     1,    0,   0.3, false",
    })
    void onlyCertainObjectsCount(
            String label, double minArea, double maxArea, double minRatio, double maxRatio, boolean counts) {
        var only = new ObjectFilter(label.isEmpty() ? List.of() : List.of(label), minArea, maxArea, minRatio, maxRatio);

        assertEquals(
                counts ? IN : OUT,
                SceneWalk.of(zone(only)).frames(5, feetAt(300, 300)).zones());
    }

    @Test
    void whoStandsStillWhileFramesAreLeftOutStaysAndLoiters() {
        var scene =
                SceneWalk.of(zone("right", RIGHT, 3, Duration.ofSeconds(20))).frames(5, feetAt(300, 300));
        assertEquals(OUT, scene.zones());

        scene.still(Duration.ofSeconds(25)).frame(feetAt(301, 300));

        assertEquals(IN, scene.zones());
        assertEquals(1, scene.frame.tracks().getFirst().id());
        assertTrue(scene.frame.tracks().getFirst().stationary());
    }

    @Test
    void afterTheCameraWasAwayNobodyIsWhereTheyWere() {
        var scene = SceneWalk.of(zone("right", RIGHT, 1, Duration.ZERO)).frames(5, feetAt(300, 300));

        scene.still(Duration.ofSeconds(25)).lost(Duration.ofSeconds(25)).frame(feetAt(300, 300));

        assertEquals(2, scene.frame.tracks().getFirst().id());
        assertEquals(OUT, scene.zones());
        assertFalse(scene.frame.ended().isEmpty());
    }
}
