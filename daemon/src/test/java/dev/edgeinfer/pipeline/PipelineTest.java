package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.detect.DetectorException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which pictures are detected, and which are dropped for what reason. */
class PipelineTest extends PipelineOnFakeSources {

    @Test
    void everyPictureOfASourceThatWaitsIsDetectedInOrder() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 200).forEach(source::picture);
        source.end();
        start("porch");
        await().until(() -> seen.size() == 200);

        for (int i = 0; i < 200; i++) {
            DetectionFrame frame = seen.get(i);
            assertEquals("porch", frame.camera());
            assertEquals(i + 1, frame.sequence());
            assertEquals(i, frame.detections().getFirst().labelId());
            assertEquals("8x6", frame.width() + "x" + frame.height());
        }
        CameraReport report = report("porch");
        assertEquals(200, report.loop().detected());
        assertEquals(200, report.camera().captured());
        assertEquals(0, dropped(report));
        assertTrue(report.ageNanos().orElseThrow() > 0);
        await().until(() -> report("porch").camera().state() == CameraState.ENDED);
    }

    @Test
    void aPictureThatIsReadyIsNotForgottenWhenThePipelineEnds() {
        Semaphore permits = new Semaphore(1);
        detector.behind(permits).taking(Duration.ofSeconds(1));
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 4).forEach(source::picture);
        start("porch");
        await().until(() -> detector.prepared() == 3);
        Thread closing = Thread.startVirtualThread(pipeline::close);
        await().until(() -> source.isClosed());
        permits.release(1000);

        await().until(() -> !closing.isAlive());
        assertEquals(2, detector.calls(), "the running inference ends and no other begins");
    }

    @Test
    void busyModelSeesTheLatestPictureAndTheOthersAreCounted() {
        Semaphore permits = new Semaphore(0);
        detector.behind(permits);
        FakeSource source = camera("porch", Delivery.LIVE).picture(1);
        start("porch");
        await().until(() -> detector.calls() == 1);

        IntStream.rangeClosed(2, 50).forEach(source::picture);
        await().until(() -> report("porch").camera().captured() == 50);
        permits.release(2);
        await().until(() -> seen.size() == 2);

        assertEquals(
                List.of(1L, 50L), seen.stream().map(DetectionFrame::sequence).toList());
        assertEquals(48L, report("porch").camera().dropped().get(DropReason.SUPERSEDED));
    }

    @Test
    void picturesThatTheTargetRateDoesNotWantAreCountedAsPacing() {
        FakeSource source = camera("porch", Delivery.LIVE);
        start(new CameraConfig("porch", config("porch"), OptionalDouble.of(0.001)));
        source.picture(1);
        await().until(() -> seen.size() == 1);

        IntStream.rangeClosed(2, 10).forEach(source::picture);
        await().until(() -> report("porch").camera().captured() == 10);
        await().until(() -> report("porch").camera().dropped().get(DropReason.PACING) == 8);
        assertEquals(1, detector.calls());
    }

    @Test
    void detectorThatFailsLosesThatFrameOnly() {
        detector.failing(call -> switch (call) {
            case 2 -> new DetectorException("nanodet-g: error 0x12", null);
            case 3 -> new IllegalStateException("a bug");
            default -> null;
        });
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 5).forEach(source::picture);
        start("porch");
        await().until(() -> seen.size() == 3);

        assertEquals(
                List.of(1L, 4L, 5L), seen.stream().map(DetectionFrame::sequence).toList());
        assertEquals(2L, report("porch").camera().dropped().get(DropReason.DETECTOR_FAILED));
        assertEquals(Optional.empty(), report("porch").loop().error());
    }

    @Test
    void lastFailureOfTheDetectorIsReported() {
        detector.failing(_ -> new DetectorException("nanodet-g: error 0x12", null));
        camera("porch", Delivery.LIVE).picture(1);
        start("porch");

        await().until(() -> report("porch").loop().error().equals(Optional.of("nanodet-g: error 0x12")));
        assertEquals(0, report("porch").loop().detected());
        assertTrue(report("porch").ageNanos().isEmpty());
    }

    @Test
    void failingCameraCostsTheOthersNoFrame() {
        FakeSource healthy = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 100).forEach(healthy::picture);
        camera("attic", Delivery.LIVE).fail("no such camera");
        start("porch", "attic");

        await().until(() -> report("porch").loop().detected() == 100);
        assertEquals(CameraState.RETRYING, report("attic").camera().state());
        assertEquals(0.0, report("attic").loop().actualFps());
    }

    @Test
    void twoCamerasOfOneNameAreRefused() {
        camera("porch", Delivery.LIVE);
        pipeline = build(unlimited("porch"));
        assertThrows(IllegalArgumentException.class, () -> build(unlimited("porch"), unlimited("porch")));
    }

    @Test
    void closeReleasesEveryBuffer() {
        FakeSource source = camera("porch", Delivery.ON_DEMAND);
        IntStream.range(0, 50).forEach(source::picture);
        start("porch");
        await().until(() -> !seen.isEmpty());

        pipeline.close();
        pipeline.close();
        assertEquals(CameraState.STOPPED, report("porch").camera().state());
        assertTrue(pipeline.latest().latest("porch").isEmpty());
        assertTrue(source.isClosed());
    }
}
