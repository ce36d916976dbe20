package dev.edgeinfer.camera.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.SourceConfig.Size;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes out of the headers of images that OpenCV has written. */
class ImageHeaderTest {

    @ParameterizedTest
    @ValueSource(strings = {".bmp", ".jpg", ".png", ".ppm", ".tiff", ".webp"})
    void sizeIsThatOfTheImage(String extension) {
        assertEquals(Optional.of(new Size(301, 17)), ImageHeader.size(encoded(extension, CV_8UC3)));
    }

    @Test
    void sizeOfGreyNetpbmIsFoundPastComments() {
        assertEquals(Optional.of(new Size(301, 17)), ImageHeader.size(encoded(".pgm", CV_8UC1)));
        assertEquals(Optional.of(new Size(7, 9)), ImageHeader.size(text("P5 # seven\n#by\n 7\t9 255\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {".bmp", ".jpg", ".png", ".ppm", ".tiff", ".webp"})
    void cutOffAnywhereItHasASizeOrNone(String extension) {
        ByteBuffer image = encoded(extension, CV_8UC3);
        Optional<Size> whole = ImageHeader.size(image);
        for (int length = 0; length < image.capacity(); length++) {
            Optional<Size> size = ImageHeader.size(image.duplicate().limit(length));
            assertEquals(size.isEmpty() ? Optional.empty() : whole, size, () -> extension + " cut off");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "P", "P5", "P5 99999999999999999999", "BM", "GIF89a0000000000000", "II*\0\377\377\377\377"})
    void whatIsNoImageHasNone(String bytes) {
        assertEquals(Optional.empty(), ImageHeader.size(text(bytes)));
    }

    @Test
    void damagedHeadersNeverThrow() {
        Random random = new Random(6);
        for (String extension : new String[] {".bmp", ".jpg", ".png", ".ppm", ".tiff", ".webp"}) {
            ByteBuffer image = encoded(extension, CV_8UC3);
            for (int round = 0; round < 3000; round++) {
                ByteBuffer damaged = ByteBuffer.allocate(image.capacity()).put(image.duplicate());
                for (int i = 0; i < 4; i++) {
                    damaged.put(random.nextInt(Math.min(64, damaged.capacity())), (byte) random.nextInt());
                }
                ImageHeader.size(damaged.flip()).ifPresent(size -> assertTrue(size.pixels() > 0));
            }
        }
    }

    private static ByteBuffer text(String bytes) {
        return ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer encoded(String extension, int type) {
        try (Scalar grey = new Scalar(90, 90, 90, 0);
                Mat image = new Mat(17, 301, type, grey);
                BytePointer bytes = new BytePointer()) {
            imencode(extension, image, bytes);
            byte[] copy = new byte[(int) bytes.limit()];
            bytes.get(copy);
            return ByteBuffer.wrap(copy);
        }
    }
}
