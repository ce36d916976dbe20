package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import java.util.function.Predicate;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

/** What one camera does costs the others no frame; counted, not timed. */
class PipelineIsolationTest extends PipelineOnFakeSources {

    private static final int PICTURES = 300;

    /** Pictures as fast as the processor makes them, which are decoded or not. */
    private record Endless(Predicate<Mat> decoder) implements FrameSource {

        @Override
        public Delivery delivery() {
            return Delivery.LIVE;
        }

        @Override
        public boolean grab() {
            return true;
        }

        @Override
        public boolean retrieve(Mat image) {
            return decoder.test(image);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    @Test
    void cameraThatFloodsCostsTheOthersNoFrame() {
        sources.put("flood", new Endless(image -> {
            image.create(480, 640, CV_8UC3);
            try (Scalar grey = Scalar.all(9)) {
                image.put(grey);
            }
            return true;
        }));
        everyPictureOfTheOtherIsDetected("flood");

        CameraReport flood = report("flood");
        assertTrue(flood.loop().detected() > 0, "it is served, too");
        long decoded = flood.camera().captured() - flood.camera().dropped().get(DropReason.FLOOD);
        assertTrue(decoded < flood.camera().captured() / 2, flood::toString);
    }

    @Test
    void cameraThatSendsGarbageCostsTheOthersNoFrame() {
        sources.put("garbage", new Endless(_ -> false));
        everyPictureOfTheOtherIsDetected("garbage");

        CameraReport garbage = report("garbage");
        assertEquals(0, garbage.loop().detected());
        assertTrue(garbage.camera().dropped().get(DropReason.UNDECODABLE) > 0);
    }

    @Test
    void cameraThatStallsCostsTheOthersNoFrame() {
        FakeSource stalled = camera("stalled", Delivery.LIVE).ignoringEverything();
        everyPictureOfTheOtherIsDetected("stalled");

        assertEquals(0, report("stalled").camera().captured());
        stalled.end();
    }

    @Test
    void cameraThatFailsAtOnceEveryTimeCostsTheOthersNoFrame() {
        camera("broken", Delivery.LIVE).fail("no such camera");
        everyPictureOfTheOtherIsDetected("broken");

        assertTrue(report("broken").camera().failures() > 0);
    }

    /** Runs the camera of a name beside a live one that brings a picture as soon as its last one was seen. */
    private void everyPictureOfTheOtherIsDetected(String disturbing) {
        FakeSource source = camera("porch", Delivery.LIVE);
        start(disturbing, "porch");
        for (int i = 1; i <= PICTURES; i++) {
            source.picture(i % 200);
            long expected = i;
            await().until(() -> report("porch").loop().detected() == expected);
        }
        CameraReport porch = report("porch");
        assertEquals(PICTURES, porch.camera().captured());
        assertEquals(0, dropped(porch));
    }
}
