package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
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

/** Which picture of an event is kept. */
class EventPictureTest extends EventScene {

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
