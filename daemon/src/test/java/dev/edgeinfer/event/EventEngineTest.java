package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackState;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

/** The life of events, frame by frame, on simulated clocks. */
class EventEngineTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00.000Z");
    private static final long MILLI = 1_000_000;

    private final List<EventChange> facts = new ArrayList<>();
    private Instant wall = START;
    private long nanos = 7_000_000_000L;
    private long sequence;
    private final EventEngine engine = new EventEngine(
            new TimeOrderedIds(() -> wall), fact -> facts.add((EventChange) fact), () -> wall, () -> nanos);

    private void pass(long millis) {
        nanos += millis * MILLI;
        wall = wall.plusMillis(millis);
    }

    private Track track(long id, String label, float score, Box box, boolean stationary, String... zones) {
        return new Track(
                id,
                label,
                0,
                score,
                score,
                label,
                score,
                box,
                TrackState.ACTIVE,
                stationary,
                nanos,
                nanos,
                3,
                0,
                List.of(zones));
    }

    /** A cat of score 0.6 in whose place a motorcycle is seen for the moment. */
    private Track catAsMotorcycle(Box box) {
        return new Track(
                1,
                "cat",
                15,
                0.6f,
                0.95f,
                "motorcycle",
                0.6f,
                box,
                TrackState.ACTIVE,
                false,
                nanos,
                nanos,
                3,
                0,
                List.of());
    }

    private Track cat(float size) {
        return track(1, "cat", 0.6f, new Box(100, 100, size, size), false);
    }

    private Track person(String... zones) {
        return track(1, "person", 0.6f, new Box(100, 100, 40, 80), false, zones);
    }

    private TrackedFrame frame(List<Track> tracks, List<Track> ended) {
        return new TrackedFrame(
                "porch", ++sequence, wall, nanos, 640, 480, tracks, ended, List.of(), List.of(), List.of());
    }

    private void see(Track... tracks) {
        engine.accept(frame(List.of(tracks), List.of()));
    }

    private void gone(Track track) {
        engine.accept(frame(List.of(), List.of(track)));
    }

    private List<Phase> phases() {
        return facts.stream().map(EventChange::phase).toList();
    }

    private static Track tentative(Track track) {
        return new Track(
                track.id(),
                track.label(),
                0,
                track.score(),
                track.score(),
                track.label(),
                track.score(),
                track.box(),
                TrackState.TENTATIVE,
                false,
                track.firstSeenNanos(),
                track.lastSeenNanos(),
                1,
                0,
                List.of());
    }

    private static Track unseen(Track track) {
        return new Track(
                track.id(),
                track.label(),
                0,
                track.score(),
                track.score(),
                track.label(),
                track.score(),
                track.box(),
                TrackState.LOST,
                false,
                track.firstSeenNanos(),
                track.lastSeenNanos(),
                1,
                Track.NOT_SEEN,
                List.of());
    }

    @Test
    void anEventBeginsWhenItsTrackIsBelievedAndEndsWhenItIsGone() {
        see(tentative(person()));
        assertEquals(List.of(), facts);
        Track last = person("step");
        see(last);
        pass(4000);
        gone(last);

        assertEquals(List.of(Phase.NEW, Phase.END), phases());
        Event event = facts.getFirst().event();
        assertEquals("person", event.label());
        assertEquals(START, event.startedAt());
        assertEquals(List.of("step"), event.zones());
        assertEquals(Optional.empty(), facts.getFirst().before());
        Event ended = facts.getLast().event();
        assertEquals(event.id(), ended.id());
        assertEquals(Optional.of(EndReason.GONE), ended.endReason());
        // When it was seen last, not when that was noticed.
        assertEquals(Optional.of(START), ended.endedAt());
        assertEquals(wall, facts.getLast().at());
        assertEquals(Optional.of(event), facts.getLast().before());
    }

    @Test
    void nothingBeginsWithATrackThatIsNotSeen() {
        see(unseen(person()));
        assertEquals(List.of(), facts);
    }

    @Test
    void itIsToldOncePerSecondWhatChanged() {
        see(person());
        pass(300);
        see(person("step"));
        pass(300);
        see(person("step", "door"));
        assertEquals(List.of(Phase.NEW), phases());
        pass(400);
        see(person("door"));

        assertEquals(List.of(Phase.NEW, Phase.UPDATE), phases());
        assertEquals(List.of("step", "door"), facts.getLast().event().zones());
        pass(5000);
        see(person("door"));
        assertEquals(2, facts.size());
    }

    @Test
    void labelStandingAndAClearlyBetterScoreAreNews() {
        Box box = new Box(100, 100, 40, 80);
        see(track(1, "person", 0.60f, box, false));
        pass(1000);
        see(track(1, "person", 0.63f, box, false));
        assertEquals(1, facts.size());
        pass(1000);
        see(track(1, "person", 0.66f, box, false));
        assertEquals(2, facts.size());
        pass(1000);
        see(track(1, "dog", 0.66f, box, false));
        assertEquals("dog", facts.getLast().event().label());
        pass(1000);
        see(track(1, "dog", 0.66f, box, true));
        assertTrue(facts.getLast().event().stationary());
        assertEquals(4, facts.size());
    }

    @Test
    void whatAnotherObjectInItsPlaceWasSeenWithIsNothingOfAnEvent() {
        see(cat(40));
        pass(1000);
        see(catAsMotorcycle(new Box(90, 90, 300, 200)));
        gone(cat(40));

        Event event = facts.getLast().event();
        assertEquals(0.6f, event.topScore());
        assertEquals(new Box(100, 100, 40, 40), event.box());
    }

    @Test
    void anEventThatBeginsWithAnotherLabelIsWhereItsOwnIsSeen() {
        Box another = new Box(90, 90, 300, 200);
        see(catAsMotorcycle(another));
        assertEquals(another, facts.getLast().event().box());
        see(cat(40));
        gone(cat(40));
        assertEquals(new Box(100, 100, 40, 40), facts.getLast().event().box());
    }

    @Test
    void anEventThatTurnsOutToBeSomethingElseIsWhereThatWasSeenBest() {
        see(track(1, "cat", 0.9f, new Box(100, 100, 40, 40), false));
        pass(1000);
        see(track(1, "dog", 0.7f, new Box(110, 100, 40, 40), false));

        assertEquals(0.7f, facts.getLast().event().topScore());
        assertEquals(new Box(110, 100, 40, 40), facts.getLast().event().box());
    }

    @Test
    void whatWasNotToldIsToldByTheEnd() {
        see(person());
        pass(200);
        Track last = person("step");
        see(last);
        pass(200);
        gone(last);
        assertEquals(List.of(Phase.NEW, Phase.END), phases());
        assertEquals(List.of("step"), facts.getLast().event().zones());
    }

    @Test
    void whatWasNotToldIsToldWhileNothingMoves() {
        see(person());
        pass(200);
        see(person("step"));
        pass(900);
        engine.still("yard");
        assertEquals(1, facts.size());
        engine.still("porch");
        assertEquals(List.of("step"), facts.getLast().event().zones());
    }

    @Test
    void aLostCameraEndsItsEventsAndLateFramesBeginNone() {
        see(person());
        TrackedFrame late = frame(List.of(person()), List.of());
        pass(100);
        engine.cameraLost("yard");
        assertEquals(1, facts.size());
        engine.cameraLost("porch");
        assertEquals(Optional.of(EndReason.CAMERA_LOST), facts.getLast().event().endReason());
        engine.accept(late);
        assertEquals(2, facts.size());
        pass(100);
        see(person());
        assertEquals(List.of(Phase.NEW, Phase.END, Phase.NEW), phases());
    }

    @Test
    void closingEndsAllForGood() {
        see(person(), track(2, "dog", 0.5f, new Box(0, 0, 9, 9), false));
        engine.close(EndReason.STOPPED);
        see(person());
        assertEquals(List.of(Phase.NEW, Phase.NEW, Phase.END, Phase.END), phases());
        assertEquals(Optional.of(EndReason.STOPPED), facts.getLast().event().endReason());
    }

    @Test
    void theEventOfATrackIsKnownWhileItLasts() {
        see(person());
        assertEquals(Optional.of(facts.getFirst().event().id()), engine.eventOf("porch", 1));
        assertEquals(Optional.empty(), engine.eventOf("porch", 2));
        assertEquals(Optional.empty(), engine.eventOf("yard", 1));
        gone(person());
        assertEquals(Optional.empty(), engine.eventOf("porch", 1));
    }

    @Test
    void aClockThatIsSetMakesNoDurationWrong() {
        Track first = person();
        see(first);
        pass(2000);
        wall = wall.minus(Duration.ofDays(300));
        Track last = person();
        see(last);
        gone(last);

        Event ended = facts.getLast().event();
        assertEquals(START.plusSeconds(2), ended.endedAt().orElseThrow());
        assertEquals(START.plusSeconds(2), ended.path().getLast().at());
    }

    @Test
    void idsGrowAlsoWithinAMillisecondAndWhenTheClockJumpsBack() {
        var ids = new TimeOrderedIds(() -> wall);
        String before = ids.next();
        for (int i = 0; i < 2000; i++) {
            if (i == 1000) {
                wall = wall.minus(Duration.ofDays(1));
            }
            String next = ids.next();
            assertTrue(next.compareTo(before) > 0, next + " after " + before);
            before = next;
        }
        assertEquals('7', before.charAt(14));
        assertEquals(
                START.toEpochMilli(), Long.parseLong(before.replace("-", "").substring(0, 12), 16));
    }

    @Test
    void aLongPathIsThinnedOutFromEndToEnd() {
        for (int i = 0; i < 5000; i++) {
            pass(100);
            double angle = i / 100.0;
            see(track(
                    1,
                    "person",
                    0.6f,
                    new Box((float) (300 + 250 * Math.sin(angle)), (float) (200 + 150 * Math.cos(angle)), 20, 20),
                    false));
        }
        gone(person());
        List<Event.PathPoint> path = facts.getLast().event().path();
        assertTrue(path.size() <= Event.LONGEST_PATH, "points: " + path.size());
        assertTrue(path.size() >= 8, "points: " + path.size());
        assertEquals(START.plusMillis(100), path.getFirst().at());
        assertEquals(START.plusMillis(500_000), path.getLast().at());
        assertEquals(
                path, path.stream().sorted((a, b) -> a.at().compareTo(b.at())).toList());
    }

    @Test
    void whatStandsStillHasAShortPath() {
        for (int i = 0; i < 500; i++) {
            pass(100);
            see(person());
        }
        gone(person());
        assertEquals(2, facts.getLast().event().path().size());
    }

    // Pictures.

    private final Map<String, List<byte[]>> kept = new HashMap<>();

    /** A picture with stripes of some width, the finer the sharper. */
    private static Mat stripes(int width) {
        var image = new Mat(480, 640, opencv_core.CV_8UC3, new Scalar(128, 128, 128, 0));
        for (int x = 0; x < 640; x += 2 * width) {
            opencv_imgproc.rectangle(
                    image,
                    new org.bytedeco.opencv.opencv_core.Rect(x, 0, width, 480),
                    new Scalar(255, 255, 255, 0),
                    opencv_imgproc.FILLED,
                    opencv_imgproc.LINE_8,
                    0);
        }
        return image;
    }

    private void take(Mat image, byte mark, Track... tracks) {
        TrackedFrame frame = frame(List.of(tracks), List.of());
        engine.accept(frame);
        Pixels pixels = new Pixels() {
            @Override
            public <R> Optional<R> of(String camera, long number, Function<Mat, R> function) {
                return number == frame.sequence() ? Optional.of(function.apply(image)) : Optional.empty();
            }
        };
        new SnapshotTaker(engine, pixels, mat -> new byte[] {mark}, (id, jpeg) -> kept.computeIfAbsent(
                                id, key -> new ArrayList<>())
                        .add(jpeg))
                .take(frame);
    }

    private List<Byte> marks() {
        return kept.values().stream().flatMap(List::stream).map(jpeg -> jpeg[0]).toList();
    }

    private Track sized(float size, float score) {
        return track(1, "person", score, new Box(100, 100, size, size), false);
    }

    @Test
    void theFirstPictureIsTakenAndTold() {
        take(stripes(4), (byte) 1, sized(40, 0.6f));
        assertFalse(facts.getFirst().event().hasSnapshot());
        pass(1000);
        see(sized(40, 0.6f));
        assertEquals(List.of(Phase.NEW, Phase.UPDATE), phases());
        assertTrue(facts.getLast().event().hasSnapshot());
        assertArrayEquals(
                new byte[] {1}, kept.get(facts.getFirst().event().id()).getFirst());
    }

    @Test
    void aLargerAndSurerOneTakesItsPlaceButNotASmallerOne() {
        take(stripes(4), (byte) 1, sized(40, 0.6f));
        pass(1000);
        take(stripes(4), (byte) 2, sized(30, 0.6f));
        pass(1000);
        take(stripes(4), (byte) 3, sized(60, 0.6f));
        pass(1000);
        take(stripes(4), (byte) 4, sized(60, 0.9f));
        assertEquals(List.of((byte) 1, (byte) 3, (byte) 4), marks());
    }

    @Test
    void anotherObjectInItsPlaceGivesNoPicture() {
        take(stripes(4), (byte) 1, cat(40));
        pass(1000);
        take(stripes(4), (byte) 2, catAsMotorcycle(new Box(90, 90, 300, 200)));
        pass(1000);
        take(stripes(4), (byte) 3, cat(60));
        assertEquals(List.of((byte) 1, (byte) 3), marks());
    }

    @Test
    void whatTurnsOutToBeSomethingElseHasAPictureOfThat() {
        take(stripes(4), (byte) 1, cat(60));
        pass(1000);
        take(stripes(4), (byte) 2, track(1, "dog", 0.6f, new Box(100, 100, 30, 30), false));
        pass(1000);
        take(stripes(4), (byte) 3, track(1, "dog", 0.6f, new Box(100, 100, 20, 20), false));
        assertEquals(List.of((byte) 1, (byte) 2), marks());
    }

    @Test
    void aPictureThatWasChosenBeforeItTurnedOutToBeSomethingElseIsNotTheBest() {
        TrackedFrame before = frame(List.of(cat(60)), List.of());
        engine.accept(before);
        EventEngine.Candidate chosen = engine.candidates(before).getFirst();
        see(track(1, "dog", 0.6f, new Box(100, 100, 30, 30), false));
        engine.pictured("porch", chosen, 1000);
        pass(1000);
        take(stripes(4), (byte) 2, track(1, "dog", 0.6f, new Box(100, 100, 30, 30), false));
        assertEquals(List.of((byte) 2), marks());
    }

    @Test
    void aBlurredOneIsNotBetterThoughLarger() {
        take(stripes(4), (byte) 1, sized(60, 0.6f));
        pass(1000);
        try (Mat sharp = stripes(4);
                var blurred = new Mat();
                var size = new Size(31, 31)) {
            opencv_imgproc.GaussianBlur(sharp, blurred, size, 15);
            take(blurred, (byte) 2, sized(70, 0.6f));
        }
        assertEquals(List.of((byte) 1), marks());
    }

    @Test
    void noMoreThanOnePictureASecondIsTaken() {
        for (int i = 0; i < 30; i++) {
            take(stripes(4), (byte) i, sized(40 + 5 * i, 0.6f));
            pass(100);
        }
        assertEquals(List.of((byte) 0, (byte) 10, (byte) 20), marks());
    }

    @Test
    void aFrameThatIsGoneGivesNoPicture() {
        TrackedFrame frame = frame(List.of(person()), List.of());
        engine.accept(frame);
        Pixels none = new Pixels() {
            @Override
            public <R> Optional<R> of(String camera, long number, Function<Mat, R> function) {
                return Optional.empty();
            }
        };
        new SnapshotTaker(engine, none, mat -> new byte[0], (id, jpeg) -> kept.put(id, List.of())).take(frame);
        assertTrue(kept.isEmpty());
    }
}
