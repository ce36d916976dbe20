package dev.edgeinfer.http.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.config.SceneConfig.Anchor;
import dev.edgeinfer.config.SceneConfig.ObjectFilter;
import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.track.LineCounts;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackState;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.ZoneOccupancy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class PictureTest {

    private static final Instant AT = Instant.parse("2026-11-29T12:34:56.789Z");
    private static final SceneConfig SCENE = new SceneConfig(
            TrackingConfig.DEFAULT,
            List.of(new SceneConfig.Zone(
                    "step",
                    new Polygon(List.of(
                            new Polygon.Point(0.05, 0.55),
                            new Polygon.Point(0.5, 0.6),
                            new Polygon.Point(0.45, 0.95),
                            new Polygon.Point(0.1, 0.9))),
                    Anchor.BOTTOM_CENTER,
                    ObjectFilter.ALL,
                    3,
                    Duration.ZERO)),
            List.of(new SceneConfig.Line(
                    "gate",
                    new Polygon.Point(0.6, 0.3),
                    new Polygon.Point(0.95, 0.35),
                    Anchor.BOTTOM_CENTER,
                    ObjectFilter.ALL,
                    0.1)));

    @Test
    void isTheFrameItselfWhenNothingIsAskedFor() {
        try (Mat frame = grey();
                Mat picture = decoded(jpeg(frame, options(OptionalInt.empty(), 100, false, false, false, false)))) {
            assertEquals(640, picture.cols());
            assertEquals(480, picture.rows());
            assertEquals(0, difference(frame, picture, 0, 0, 640, 480), 0.5);
        }
    }

    @Test
    void isMadeSmallerButNeverLarger() {
        try (Mat frame = grey();
                Mat small = decoded(jpeg(frame, options(OptionalInt.of(120), 80, true, true, true, true)));
                Mat large = decoded(jpeg(frame, options(OptionalInt.of(2000), 80, true, true, true, true)))) {
            assertEquals(160, small.cols());
            assertEquals(120, small.rows());
            assertEquals(640, large.cols());
        }
    }

    @Test
    void aBetterQualityTakesMoreBytes() {
        try (Mat frame = grey()) {
            int poor = jpeg(frame, options(OptionalInt.empty(), 10, true, true, true, true)).length;
            int good = jpeg(frame, options(OptionalInt.empty(), 95, true, true, true, true)).length;
            assertTrue(good > 2 * poor, "%d bytes are not many more than %d".formatted(good, poor));
        }
    }

    @Test
    void eachOptionDrawsItsOwnAndLeavesTheRestAsItIs() {
        try (Mat frame = grey()) {
            assertDraws(frame, options(OptionalInt.empty(), 95, true, false, false, false), 95, 195, 60, 130);
            assertDraws(frame, options(OptionalInt.empty(), 95, false, true, false, false), 60, 300, 200, 100);
            assertDraws(frame, options(OptionalInt.empty(), 95, false, false, true, false), 95, 195, 60, 130);
            assertDraws(frame, options(OptionalInt.empty(), 95, false, false, false, true), 0, 455, 200, 25);
        }
    }

    @Test
    void theFrameIsNotDrawnInto() {
        try (Mat frame = grey();
                Mat before = frame.clone()) {
            jpeg(frame, options(OptionalInt.empty(), 95, true, true, true, true));
            assertEquals(0, difference(frame, before, 0, 0, 640, 480));
        }
    }

    @Test
    void everythingTogetherCanBeLookedAt() throws Exception {
        try (Mat frame = grey()) {
            byte[] jpeg = jpeg(frame, options(OptionalInt.empty(), 90, true, true, true, true));
            Files.write(Path.of("target/everything.jpg"), jpeg);
            assertNotEquals(0, jpeg.length);
        }
    }

    @Test
    void anEmptySceneAndNoTracksAreNothingToDraw() {
        try (Mat frame = grey();
                Mat picture = decoded(
                        new Picture(SceneConfig.DEFAULT, options(OptionalInt.empty(), 100, true, true, true, false))
                                .jpeg(frame, AT, Optional.empty(), Optional.empty()))) {
            assertEquals(0, difference(frame, picture, 0, 0, 640, 480), 0.5);
        }
    }

    private static void assertDraws(Mat frame, PictureOptions options, int x, int y, int width, int height) {
        try (Mat picture = decoded(jpeg(frame, options))) {
            assertTrue(difference(frame, picture, x, y, width, height) > 1, "drawn by " + options);
            assertEquals(0, difference(frame, picture, 560, 380, 60, 60), 0.5, "left alone by " + options);
        }
    }

    private static PictureOptions options(
            OptionalInt height, int quality, boolean boxes, boolean zones, boolean tracks, boolean timestamp) {
        return new PictureOptions(height, quality, boxes, zones, tracks, timestamp);
    }

    private static byte[] jpeg(Mat frame, PictureOptions options) {
        var detections = List.of(
                new Detection("person", 0, 0.91f, new Box(100, 200, 50, 120)),
                new Detection("dog", 16, 0.62f, new Box(400, 60, 90, 70)));
        var seen = new DetectionFrame("porch", 7, AT, 0, 640, 480, detections, new Timing(1, 1, 1));
        var tracked = new TrackedDetections();
        for (int i = 20; i >= 0; i--) {
            tracked.put(seen, followed(new Box(100 + 12 * i, 200 - 3 * i, 50, 120)));
        }
        return new Picture(SCENE, options).jpeg(frame, AT, Optional.of(seen), tracked.around(seen));
    }

    private static TrackedFrame followed(Box box) {
        var person = new Track(
                12,
                "person",
                0,
                0.9f,
                0.9f,
                "person",
                0.9f,
                box,
                TrackState.ACTIVE,
                false,
                0,
                0,
                9,
                0,
                List.of("step"));
        return new TrackedFrame(
                "porch",
                7,
                AT,
                0,
                640,
                480,
                List.of(person),
                List.of(),
                List.of(),
                List.of(new ZoneOccupancy("step", Map.of("person", 1))),
                List.of(new LineCounts("gate", Map.of("person", 3L), Map.of("dog", 1L))));
    }

    private static Mat grey() {
        try (var colour = new Scalar(90, 80, 70, 0)) {
            return new Mat(480, 640, opencv_core.CV_8UC3, colour);
        }
    }

    private static Mat decoded(byte[] jpeg) {
        try (var bytes = new BytePointer(jpeg);
                var mat = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes)) {
            return opencv_imgcodecs.imdecode(mat, opencv_imgcodecs.IMREAD_COLOR);
        }
    }

    /** Mean difference of a pixel in a part of two pictures. */
    private static double difference(Mat one, Mat other, int x, int y, int width, int height) {
        try (var part = new org.bytedeco.opencv.opencv_core.Rect(x, y, width, height);
                var here = new Mat(one, part);
                var there = new Mat(other, part);
                var apart = new Mat()) {
            opencv_core.absdiff(here, there, apart);
            try (var mean = opencv_core.mean(apart)) {
                return mean.get(0) + mean.get(1) + mean.get(2);
            }
        }
    }
}
