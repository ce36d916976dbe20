package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.CameraPolicy;
import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FakeSource.Step.Picture;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.PictureConfig;
import dev.edgeinfer.config.PictureConfig.Rotation;
import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.Polygon.Point;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A camera with a full stream and a smaller one that the detector looks at. */
class PipelineTwoStreamsTest extends PipelineOnFakeSources {

    private static final CameraConfig CONFIG = unlimited("full").withDetectSource(config("small"));

    private FakeSource full;
    private FakeSource small;

    @BeforeEach
    void streams() {
        full = camera("full", Delivery.LIVE);
        small = camera("small", Delivery.LIVE);
    }

    @Test
    void theSmallStreamIsDetectedAndTheFullOneShown() {
        full.then(new Picture(64, 48, 90, 0));
        start(CONFIG);
        await().until(() -> shown().equals(Optional.of("64x48")));

        small.then(new Picture(16, 12, 50, 0));
        await().until(() -> seen.size() == 1);
        assertEquals(16, seen.getFirst().width());
        await().until(() -> boxes().equals(Optional.of("64x48 Box[x=0.0, y=0.0, width=64.0, height=48.0]")));
        assertEquals("level 50", seen.getFirst().detections().getFirst().label());
    }

    @Test
    void withoutTheFullStreamDetectionGoesOnAndShowsWhatItHas() {
        full.fail("no such stream");
        small.then(new Picture(16, 12, 50, 0));
        start(CONFIG);
        await().until(() -> seen.size() == 1 && streamState() == CameraState.RETRYING);
        small.then(new Picture(16, 12, 51, 0));
        await().until(() -> seen.size() == 2);

        assertEquals(
                Optional.of("no such stream"),
                report("full").snapshotStream().orElseThrow().error());
        assertEquals(CameraState.RUNNING, report("full").camera().state());
        assertEquals(Optional.empty(), report("full").camera().error());
        assertEquals(Optional.of("16x12"), shown());
        assertEquals(Optional.empty(), pipeline.obstacle());
        // Nobody who acts on what is seen hears of the full stream.
        assertTrue(states.stream().map(CameraStatus::camera).allMatch("full"::equals));
        assertTrue(states.stream().noneMatch(status -> status.state().isLost()));
    }

    @Test
    void withoutTheSmallStreamThePictureIsShownAndNothingIsSaidToBeSeenInIt() {
        full.then(new Picture(64, 48, 90, 0));
        small.fail("no such stream");
        start(CONFIG);
        await().until(() -> shown().equals(Optional.of("64x48")));

        assertEquals(Optional.empty(), boxes());
        await().until(() -> report("full").camera().state() == CameraState.RETRYING);
    }

    @Test
    void masksRotationAndCropHoldForBoth() {
        var corner = new Polygon(List.of(new Point(0, 0), new Point(0.5, 0), new Point(0.5, 0.5), new Point(0, 0.5)));
        var picture = new PictureConfig(
                Rotation.QUARTER, Optional.empty(), Optional.empty(), List.of(corner), Optional.empty());
        full.then(new Picture(64, 48, 90, 0));
        small.then(new Picture(16, 12, 50, 0));
        start(CONFIG.withPicture(picture));
        await().until(() -> seen.size() == 1 && shown().equals(Optional.of("48x64")));

        assertEquals("level 0", seen.getFirst().detections().getFirst().label());
        assertEquals(Optional.of(List.of(0, 0, 90)), levels("withPicture"));
        await().until(() -> levels("withDetections").equals(Optional.of(List.of(0, 0, 90))));
    }

    @Test
    void ofTheFullStreamOnlyAsMuchIsTakenAsIsShown() {
        start(CONFIG);
        for (int i = 0; i < 50; i++) {
            full.then(new Picture(64, 48, i, 0));
        }
        await().until(() -> stream().dropped().get(DropReason.PACING) == 49);

        assertEquals(1, stream().captured());
        assertEquals(Optional.of("64x48"), shown());
    }

    @Test
    void aFullStreamThatHangsForGoodDoesNotEndTheProcess() {
        var patience = new CameraPolicy(
                CameraPolicy.DEFAULT.retry(),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(3),
                Duration.ofMillis(100),
                6,
                1);
        full.ignoringEverything();
        small.then(new Picture(16, 12, 50, 0));
        pipeline = build(patience, CONFIG);
        pipeline.start();
        await().until(() -> stream().threadsStuck() == 1);

        assertEquals(Optional.empty(), pipeline.obstacle());
    }

    private CameraStatus stream() {
        return report("full").snapshotStream().orElseThrow();
    }

    private CameraState streamState() {
        return stream().state();
    }

    private Optional<String> shown() {
        return pipeline.snapshots().withPicture("full", frame -> frame.width() + "x" + frame.height());
    }

    private Optional<String> boxes() {
        return pipeline.snapshots().withDetections("full", (frame, detections) -> "%dx%d %s"
                .formatted(
                        frame.width(),
                        frame.height(),
                        detections.detections().getFirst().box()));
    }

    /** Of the first pixel, one that is hidden still, and one that is not, whichever picture is shown. */
    private Optional<List<Integer>> levels(String by) {
        return by.equals("withPicture")
                ? pipeline.snapshots().withPicture("full", frame -> levels(frame.image()))
                : pipeline.snapshots().withDetections("full", (frame, _) -> levels(frame.image()));
    }

    private static List<Integer> levels(Mat image) {
        return List.of(
                image.ptr(0, 0).get() & 0xff,
                image.ptr(image.rows() / 2 - 1, image.cols() / 2 - 1).get() & 0xff,
                image.ptr(image.rows() - 1, image.cols() - 1).get() & 0xff);
    }
}
