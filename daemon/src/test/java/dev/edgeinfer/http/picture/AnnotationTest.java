package dev.edgeinfer.http.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationTest {

    @Test
    void drawsTheEdgeOfTheBoxAndNotItsInside() {
        try (var image = black(640, 480)) {
            Annotation.draw(image, List.of(new Detection("person", 0, 0.71f, new Box(100, 200, 50, 60))));

            assertNotEquals(0, green(image, 100, 230), "left edge");
            assertNotEquals(0, green(image, 150, 230), "right edge");
            assertEquals(0, green(image, 125, 230), "inside");
            assertNotEquals(0, green(image, 101, 190), "plate above");
            assertEquals(0, green(image, 400, 400), "elsewhere");
        }
    }

    @ParameterizedTest
    @CsvSource({"-50, -50, 2000, 2000", "639, 479, 1, 1", "0, 0, 0, 0", "5000, 5000, 10, 10", "-300, 100, 10, 10"})
    void boxesBeyondThePictureDoNoHarm(float x, float y, float width, float height) {
        try (var image = black(640, 480)) {
            Annotation.draw(
                    image, List.of(new Detection("a rather long label, näher", 85, 1, new Box(x, y, width, height))));

            assertEquals(640, image.cols());
        }
    }

    @Test
    void aJpegHasTheSizeOfThePicture() {
        try (var image = black(33, 17);
                var bytes = new BytePointer(Jpeg.encode(image, 90));
                var mat = new Mat(1, (int) bytes.limit(), opencv_core.CV_8UC1, bytes);
                var decoded = opencv_imgcodecs.imdecode(mat, opencv_imgcodecs.IMREAD_COLOR)) {
            assertEquals(33, decoded.cols());
            assertEquals(17, decoded.rows());
        }
    }

    private static Mat black(int width, int height) {
        try (var colour = new Scalar(0, 0, 0, 0)) {
            return new Mat(height, width, opencv_core.CV_8UC3, colour);
        }
    }

    private static int green(Mat image, int x, int y) {
        return image.ptr(y, x).get(1) & 0xff;
    }
}
