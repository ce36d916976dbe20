package dev.edgeinfer.detect;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.edgeinfer.model.FixtureBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.model.ModelManifest.Nms;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the test resources, which return the same whatever they see, from picture to detections. */
class ModelDetectorIT {

    private static final int TURNS = 200;

    private static ModelDetector detector(String bundle, DetectorOptions options) {
        return new ModelDetector(ModelLoader.load(FixtureBundle.open(bundle), 1), options);
    }

    private static DetectorOptions options(Nms nms, boolean multiLabel) {
        return new DetectorOptions(0.25, 0.6, nms, 100, multiLabel);
    }

    private static Mat picture(int width, int height) {
        return new Mat(height, width, CV_8UC3, Scalar.GRAY);
    }

    private static List<String> lines(List<Detection> detections) {
        return detections.stream()
                .map(d -> line(
                        d.label(),
                        d.labelId(),
                        d.score(),
                        d.box().x(),
                        d.box().y(),
                        d.box().width(),
                        d.box().height()))
                .toList();
    }

    /** To a tenth of a pixel, as far as the programs' constants are exact. */
    private static String line(
            String label, int labelId, double score, double x, double y, double width, double height) {
        return String.format(
                Locale.ROOT, "%s %d %.2f: %.1f %.1f %.1f %.1f", label, labelId, score, x, y, width, height);
    }

    private static List<String> expected(String bundle, String nms) throws IOException {
        Path file = FixtureBundle.directory(bundle).resolve("expected.json");
        var lines = new ArrayList<String>();
        for (JsonNode known : new JsonMapper().readTree(file.toFile()).at("/nms/" + nms)) {
            JsonNode box = known.get("box");
            lines.add(line(
                    known.get("label").asText(),
                    known.get("labelId").asInt(),
                    known.get("score").asDouble(),
                    box.get("x").asDouble(),
                    box.get("y").asDouble(),
                    box.get("width").asDouble(),
                    box.get("height").asDouble()));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolox", "yolov5", "yolov8", "end2end", "nanodet", "ultralytics"})
    void findsWhatTheProgramReturns(String bundle) throws IOException {
        try (var picture = picture(64, 64)) {
            for (boolean multiLabel : new boolean[] {false, true}) {
                for (Nms nms : Nms.values()) {
                    try (var detector = detector(bundle, options(nms, multiLabel))) {
                        assertEquals(
                                expected(
                                        bundle,
                                        nms.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                                lines(detector.detect(picture).detections()),
                                nms::toString);
                    }
                }
            }
        }
    }

    @Test
    void aClassifierNamesThePicture() {
        try (var picture = picture(300, 200);
                var best = detector("classify", options(Nms.CLASS_AGNOSTIC, false));
                var all = detector("classify", options(Nms.CLASS_AGNOSTIC, true).withMinScore(0.15))) {
            assertEquals(
                    List.of("cat 1 0.70: 0.0 0.0 300.0 200.0"),
                    lines(best.detect(picture).detections()));
            assertEquals(
                    List.of("cat 1 0.70: 0.0 0.0 300.0 200.0", "motorcycle 2 0.20: 0.0 0.0 300.0 200.0"),
                    lines(all.detect(picture).detections()));
        }
    }

    @Test
    void boxesAreInPixelsOfEachFrameAndEndAtItsEdges() {
        try (var detector = detector("yolov8", options(Nms.CLASS_AGNOSTIC, false));
                var wide = picture(640, 480);
                var small = picture(32, 32)) {
            assertEquals(
                    List.of("person 0 0.90: 80.0 80.0 320.0 400.0", "cat 1 0.70: 440.0 360.0 180.0 120.0"),
                    lines(detector.detect(wide).detections()));
            assertEquals(
                    List.of("person 0 0.90: 4.0 4.0 16.0 24.0", "cat 1 0.70: 22.0 18.0 9.0 13.0"),
                    lines(detector.detect(small).detections()));
        }
    }

    @Test
    void whatLiesInThePaddingAloneIsNotReported() {
        try (var detector = detector("yolov8", options(Nms.CLASS_AGNOSTIC, false));
                var slim = picture(640, 300)) {
            // The frame covers 30 rows of the input; the cat begins at row 36.
            assertEquals(
                    List.of("person"),
                    detector.detect(slim).detections().stream()
                            .map(Detection::label)
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"0.25, 100, 3", "0.55, 100, 2", "0.8, 100, 1", "0.95, 100, 0", "0.25, 2, 2"})
    void optionsLimitWhatIsReported(double minScore, int maxDetections, int count) {
        var options = new DetectorOptions(minScore, 0.6, Nms.CLASS_WISE, maxDetections, false);
        try (var detector = detector("nanodet", options);
                var picture = picture(64, 64)) {
            assertEquals(count, detector.detect(picture).detections().size());
        }
    }

    @Test
    void aPictureOfTheWrongKindIsRefusedAndTheNextOneIsFine() {
        try (var detector = detector("yolox", options(Nms.CLASS_WISE, false));
                var grey = new Mat(64, 64, CV_8UC1, Scalar.GRAY);
                var picture = picture(64, 64)) {
            assertThrows(IllegalArgumentException.class, () -> detector.detect(grey));
            assertEquals(3, detector.detect(picture).detections().size());
        }
    }

    @Test
    void aPictureCanBePreparedWhileAnotherWaits() {
        try (var detector = detector("yolov8", options(Nms.CLASS_AGNOSTIC, false));
                var wide = picture(640, 480);
                var small = picture(32, 32)) {
            List<String> ofWide = lines(detector.detect(wide).detections());
            List<String> ofSmall = lines(detector.detect(small).detections());
            for (int round = 0; round < 3; round++) {
                PreparedPicture first = detector.prepare(wide);
                PreparedPicture second = detector.prepare(small);
                assertEquals(ofWide, lines(first.detect().detections()));
                PreparedPicture third = detector.prepare(wide);
                assertEquals(ofSmall, lines(second.detect().detections()));
                assertEquals(ofWide, lines(third.detect().detections()));
                assertThrows(IllegalStateException.class, third::detect, "once only");
            }
        }
    }

    @Test
    void aPictureWhosePlaceWasTakenIsNotDetectedInItsStead() {
        var detector = detector("yolov8", options(Nms.CLASS_AGNOSTIC, false));
        try (var picture = picture(64, 64)) {
            PreparedPicture overtaken = detector.prepare(picture);
            detector.prepare(picture);
            PreparedPicture last = detector.prepare(picture);

            assertThrows(IllegalStateException.class, overtaken::detect);
            detector.close();
            assertThrows(IllegalStateException.class, last::detect);
            assertThrows(IllegalStateException.class, () -> detector.prepare(picture));
        }
    }

    @Test
    void everyStageIsTimed() {
        try (var detector = detector("yolox", options(Nms.CLASS_WISE, false));
                var picture = picture(640, 480)) {
            Timing timing = detector.detect(picture).timing();

            assertTrue(
                    timing.preprocessNanos() > 0 && timing.inferenceNanos() > 0 && timing.postprocessNanos() > 0,
                    timing::toString);
        }
    }

    @Test
    void aFrameCostsTheHeapNoMoreThanItsDetections() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var detector = detector("nanodet", options(Nms.CLASS_WISE, false));
                var first = picture(1280, 960);
                var second = picture(640, 480)) {
            detectTurns(detector, first, second);
            long before = threads.getCurrentThreadAllocatedBytes();
            detectTurns(detector, first, second);
            long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (2 * TURNS);

            // Three detections of a frame are some 250 bytes; a row of the smaller frame would be 1920.
            assertTrue(bytes < 1024, () -> bytes + " bytes a frame");
        }
    }

    private static void detectTurns(ModelDetector detector, Mat first, Mat second) {
        for (int turn = 0; turn < TURNS; turn++) {
            detector.detect(first);
            detector.detect(second);
        }
    }

    @Test
    void aClosedDetectorDetectsNothing() {
        var detector = detector("yolox", options(Nms.CLASS_WISE, false));
        detector.close();
        detector.close();

        try (var picture = picture(64, 64)) {
            assertEquals(
                    "The detector of model \"fixture-yolox\" has been closed",
                    assertThrows(IllegalStateException.class, () -> detector.detect(picture))
                            .getMessage());
        }
    }

    @Test
    void closingWaitsForTheFrameInHand() throws InterruptedException {
        var detector = detector("nanodet", options(Nms.CLASS_WISE, false));
        var seen = new CountDownLatch(1);
        var outcome = new AtomicReference<RuntimeException>();
        var camera = Thread.ofPlatform().start(() -> {
            try (var picture = picture(640, 480)) {
                while (true) {
                    detector.detect(picture);
                    seen.countDown();
                }
            } catch (RuntimeException e) {
                outcome.set(e);
            }
        });

        seen.await();
        detector.close();
        camera.join();

        assertInstanceOf(IllegalStateException.class, outcome.get());
    }

    @Test
    void theBundleAdvisesTheOptions() {
        assertEquals(
                options(Nms.CLASS_WISE, false),
                DetectorOptions.of(FixtureBundle.open("yolox").manifest()));
    }

    @ParameterizedTest
    @CsvSource({
        "-0.1, 0.5, 1, 'min-score must be within 0..1, not -0.1'",
        "NaN, 0.5, 1, 'min-score must be within 0..1, not NaN'",
        "0.5, 1.5, 1, 'iou must be within 0..1, not 1.5'",
        "0.5, 0.5, 0, 'max-detections must be at least 1, not 0'"
    })
    void optionsOutOfRangeAreRefused(double minScore, double iou, int maxDetections, String message) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new DetectorOptions(minScore, iou, Nms.NONE, maxDetections, false))
                        .getMessage());
    }
}
