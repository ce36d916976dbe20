package dev.edgeinfer.track;

import static dev.edgeinfer.track.Walk.person;
import static dev.edgeinfer.track.Walk.seen;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrackerTest {

    @Test
    void whoWalksKeepsTheId() {
        var walk = new Walk();
        for (int i = 0; i < 50; i++) {
            walk.frame(person(10 + 8 * i, 200));
            assertEquals(1, walk.only().id());
            assertEquals(0, walk.only().detection());
        }
        assertEquals(50, walk.only().hits());
    }

    @Test
    void aSingleFalseFrameIsNeverConfirmed() {
        var walk = new Walk().frame(person(100, 100, 0.99));
        assertFalse(walk.only().confirmed());

        walk.frame().frame();

        assertEquals(List.of(), walk.result.tracks());
        assertFalse(walk.result.ended().getFirst().confirmed());
    }

    @Test
    void itIsConfirmedFromMinHitsOn() {
        var walk = new Walk().frames(2, person(100, 100));
        assertEquals(TrackState.TENTATIVE, walk.only().state());

        walk.frame(person(100, 100));

        assertEquals(TrackState.ACTIVE, walk.only().state());
    }

    @Test
    void withOneHitEnoughTheFirstFrameConfirms() {
        assertTrue(new Walk(minHits(1)).frame(person(100, 100)).only().confirmed());
    }

    @Test
    void theMedianOfTheScoresMustReachTheThreshold() {
        var walk = new Walk(threshold(0.7));
        walk.frame(person(100, 100, 0.95)).frames(9, person(100, 100, 0.6));
        assertFalse(walk.only().confirmed(), "one good frame among bad ones");
        assertEquals(0.6f, walk.only().score());
        assertEquals(0.95f, walk.only().topScore());

        walk.frames(10, person(100, 100, 0.9));

        assertTrue(walk.only().confirmed());
        assertEquals(0.9f, walk.only().score());
    }

    @Test
    void whatIsConfirmedStaysSo() {
        var walk = new Walk(threshold(0.7)).frames(5, person(100, 100, 0.9)).frames(30, person(100, 100, 0.3));

        assertTrue(walk.only().confirmed());
        assertEquals(0.3f, walk.only().score());
    }

    @Test
    void lowScoresContinueATrackAndBeginNone() {
        var walk = new Walk().frames(5, person(100, 100, 0.3));
        assertEquals(List.of(), walk.result.tracks());

        walk.frames(3, person(100, 100, 0.8)).frames(10, person(100, 100, 0.15));

        assertEquals(1, walk.only().id());
        assertEquals(0, walk.only().detection());
        assertEquals(0.15f, walk.only().lastScore());
    }

    @Test
    void whatIsBelowTheLeastScoreIsNothing() {
        var walk = new Walk().frames(3, person(100, 100, 0.8)).frame(person(100, 100, 0.05));

        assertEquals(TrackState.LOST, walk.only().state());
    }

    @Test
    void whoIsHiddenForAWhileComesOutWithTheSameId() {
        var walk = new Walk();
        for (int i = 0; i < 20; i++) {
            walk.frame(person(10 + 8 * i, 200));
        }
        for (int i = 20; i < 35; i++) {
            walk.frame();
            assertEquals(TrackState.LOST, walk.only().state());
            assertEquals(Track.NOT_SEEN, walk.only().detection());
            assertEquals(10 + 8 * i, walk.only().box().x(), 8, "it walks on unseen");
        }
        walk.frame(person(10 + 8 * 35, 200));

        assertEquals(1, walk.only().id());
        assertEquals(TrackState.ACTIVE, walk.only().state());
    }

    @Test
    void whoIsNotSeenForMaxAgeIsGone() {
        var walk = new Walk().frames(5, person(100, 100)).frames(20);
        assertEquals(TrackState.LOST, walk.only().state());
        long lastSeen = walk.only().lastSeenNanos();

        walk.frame();

        assertEquals(List.of(), walk.result.tracks());
        assertEquals(1, walk.result.ended().size());
        assertEquals(lastSeen, walk.result.ended().getFirst().lastSeenNanos());
        assertEquals(2, walk.frame(person(100, 100)).only().id());
    }

    @Test
    void twoWhoCrossKeepTheirIds() {
        var walk = new Walk();
        for (int i = 0; i < 40; i++) {
            Detection left = person(10 + 10 * i, 200);
            Detection right = person(400 - 10 * i, 210);
            // In the middle the one behind is not seen.
            if (Math.abs(10 + 10 * i - 400 + 10 * i) < 35) {
                walk.frame(right);
            } else {
                walk.frame(left, right);
                assertEquals(1, walk.of(0).id());
                assertEquals(2, walk.of(1).id());
            }
        }
    }

    @Test
    void theRateMayVaryFromFrameToFrame() {
        var random = new Random(1);
        var walk = new Walk();
        double at = 10;
        for (int i = 0; i < 60; i++) {
            long after = random.nextInt(20, 400);
            at += 60 * after / 1000.0;
            walk.frame(after, person(at, 200));
            assertEquals(1, walk.only().id());
        }
    }

    @Test
    void framesThatComeSeldomerThanMaxAgeStillMakeTracks() {
        var walk = new Walk();
        for (int i = 0; i < 10; i++) {
            walk.frame(3000, person(100 + i, 100));
        }

        assertTrue(walk.only().confirmed());
        assertEquals(2, walk.only().id(), "only the second frame tells how often they come");
    }

    @Test
    void afterALongGapAllIsNew() {
        var walk = new Walk().frames(5, person(100, 100)).frame(10_000, person(100, 100));

        assertEquals(2, walk.only().id());
        assertEquals(1, walk.result.ended().getFirst().id());
    }

    @Test
    void anotherSizeOfTheFrameEndsAll() {
        var walk = new Walk().frames(5, person(100, 100));

        Tracker.Result result = walk.frameOfSize(1280, 960, person(100, 100));

        assertEquals(1, result.ended().getFirst().id());
        assertEquals(2, walk.only().id());
    }

    @Test
    void aFrameFromThePastChangesNothing() {
        var walk = new Walk().frames(5, person(100, 100));
        List<Track> before = walk.result.tracks();

        assertEquals(before, walk.frame(-50, person(300, 100)).result.tracks());
        assertEquals(before, walk.frame(50, person(300, 100)).result.tracks(), "nor one of the same moment");
    }

    @Test
    void theLabelIsWhatMostVotesSay() {
        var walk = new Walk().frames(4, seen("truck", 7, 100, 100, 0.8));
        walk.frame(seen("car", 2, 100, 100, 0.9));
        assertEquals("truck", walk.only().label());

        walk.frames(4, seen("car", 2, 100, 100, 0.9));

        assertEquals("car", walk.only().label());
        assertEquals(2, walk.only().labelId());
        assertEquals(1, walk.only().id());
    }

    @Test
    void theTopScoreIsThatOfTheLabel() {
        var walk = new Walk().frames(4, seen("cat", 15, 100, 100, 0.7));
        walk.frame(seen("motorcycle", 3, 100, 100, 0.95));

        assertEquals("cat", walk.only().label());
        assertEquals("motorcycle", walk.only().lastLabel());
        assertEquals(0.95f, walk.only().lastScore());
        assertEquals(0.7f, walk.only().topScore());

        walk.frames(4, seen("motorcycle", 3, 100, 100, 0.8));

        assertEquals("motorcycle", walk.only().label());
        assertEquals(0.95f, walk.only().topScore());
    }

    @Test
    void somethingElseNearbyDoesNotTakeOverATrack() {
        var walk = new Walk().frames(5, person(100, 100)).frame(seen("dog", 16, 125, 100, 0.9));

        assertEquals(2, walk.result.tracks().size());
        assertEquals("dog", walk.of(0).label());
    }

    @Test
    void oneObjectWithTwoLabelsIsOneTrack() {
        var walk = new Walk().frame(seen("car", 2, 100, 100, 0.8));

        walk.frames(5, seen("car", 2, 100, 100, 0.8), seen("truck", 7, 100, 101, 0.7));

        assertEquals(1, walk.only().id());
    }

    @Test
    void whoStandsIsStationaryUntilTheyMove() {
        var walk = new Walk();
        var random = new Random(5);
        for (int i = 0; i < 100; i++) {
            walk.frame(person(100 + random.nextGaussian(), 100 + random.nextGaussian()));
        }
        assertFalse(walk.only().stationary());

        walk.frame(person(100, 100));
        assertTrue(walk.only().stationary());
        walk.frames(5);
        assertTrue(walk.only().stationary(), "hidden, it has not moved");

        for (int i = 0; i < 5; i++) {
            walk.frame(person(100 + 8 * i, 100));
        }
        assertFalse(walk.only().stationary());
        assertEquals(1, walk.only().id());
    }

    @Test
    void aBoxThatIsNoNumberIsIgnored() {
        var broken = new Detection("person", 0, 0.9f, new Box(Float.NaN, 0, 10, 10));
        var endless = new Detection("person", 0, 0.9f, new Box(0, 0, Float.POSITIVE_INFINITY, 10));

        assertEquals(List.of(), new Walk().frames(3, broken, endless).result.tracks());
    }

    @Test
    void whateverIsSeenADetectionHasOneTrackAndATrackOneDetection() {
        var random = new Random(11);
        var walk = new Walk();
        Set<Long> gone = new HashSet<>();
        long newest = 0;
        for (int frame = 0; frame < 400; frame++) {
            var seen = new ArrayList<Detection>();
            for (int i = random.nextInt(30); i > 0; i--) {
                seen.add(seen(
                        "thing", random.nextInt(3), random.nextInt(300), random.nextInt(200), random.nextDouble()));
            }
            walk.frame(random.nextInt(1, 500), seen.toArray(Detection[]::new));

            List<Track> tracks = walk.result.tracks();
            long[] detections = tracks.stream()
                    .filter(Track::seen)
                    .mapToLong(Track::detection)
                    .sorted()
                    .toArray();
            for (int i = 1; i < detections.length; i++) {
                assertNotEquals(detections[i - 1], detections[i]);
            }
            for (Track track : tracks) {
                assertFalse(gone.contains(track.id()));
                assertEquals(track.seen(), track.lastSeenNanos() == walk.now());
                newest = Math.max(newest, track.id());
            }
            walk.result.ended().forEach(track -> assertTrue(gone.add(track.id())));
        }
        assertTrue(newest > 100);
    }

    private static TrackingConfig minHits(int minHits) {
        return new TrackingConfig(true, 0.1, 0.5, 0.5, minHits, Duration.ofSeconds(2), 0.3, Duration.ofSeconds(10));
    }

    private static TrackingConfig threshold(double threshold) {
        return new TrackingConfig(true, 0.1, 0.5, threshold, 3, Duration.ofSeconds(2), 0.3, Duration.ofSeconds(10));
    }
}
