package dev.edgeinfer.camera.source;

import static org.bytedeco.opencv.global.opencv_core.NORM_INF;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Size;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPatternSourceTest {

    @Test
    void givesTheSizeAtTheRate() {
        try (FrameSource source = open(320, 200, 20);
                Mat image = new Mat()) {
            assertEquals(Delivery.TIMED, source.delivery());
            assertTrue(source.grab());
            long first = source.timestampNanos();
            assertTrue(source.retrieve(image));
            assertTrue(source.grab());
            assertEquals(50_000_000, source.timestampNanos() - first);
            assertEquals(320, image.cols());
            assertEquals(200, image.rows());
        }
    }

    @Test
    void somethingMovesFromEachPictureToTheNext() {
        try (FrameSource source = open(320, 240, 10);
                Mat before = new Mat();
                Mat after = new Mat()) {
            for (int i = 0; i < 100; i++) {
                source.grab();
                source.retrieve(before);
                source.grab();
                source.retrieve(after);
                assertTrue(norm(before, after, NORM_INF, null) > 100, "nothing moved in picture " + 2 * i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,500", "2000,2"})
    void anySizeIsDrawn(int width, int height) {
        try (FrameSource source = open(width, height, 1000);
                Mat image = new Mat()) {
            source.grab();
            assertTrue(source.retrieve(image));
            assertEquals(width, image.cols());
            assertEquals(height, image.rows());
        }
    }

    private static FrameSource open(int width, int height, double fps) {
        return FrameSources.open(
                new SourceConfig.TestPattern("test://pattern", new Size(width, height), fps, Size.MAX_PIXELS));
    }
}
