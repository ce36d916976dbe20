package dev.edgeinfer.camera.file;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.network.HostileJpeg;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StillImageSourceTest {

    @TempDir
    Path folder;

    @Test
    void givesTheImageAgainAndAgainAtTheRate() {
        try (FrameSource source = open(image("photo.png"), 4, Size.MAX_PIXELS);
                Mat image = new Mat()) {
            long before = 0;
            for (int i = 1; i <= 3; i++) {
                assertTrue(source.grab());
                assertEquals(250_000_000, source.timestampNanos() - before);
                before = source.timestampNanos();
                assertTrue(source.retrieve(image));
                assertEquals(77, image.ptr(0).get() & 0xff);
                // Whoever has the frame may draw on it.
                image.ptr(0).put((byte) 1);
            }
        }
    }

    @Test
    void anImageOfTooManyPixelsIsRefused() {
        Path file = image("photo.png");
        var e = assertThrows(PictureTooLargeException.class, () -> open(file, 1, 40 * 30 - 1));
        assertEquals(
                "\"%s\" gives a picture of 40x30, 1200 pixels, where max-pixels allows 1199; ask for smaller pictures, or raise max-pixels of the camera"
                        .formatted(file),
                e.getMessage());
    }

    /** 100 megapixels in its header and hardly a byte behind it: nothing of that size is asked for. */
    @Test
    void aHundredMegapixelsInTheHeaderOfAJpegAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("huge.jpg"), HostileJpeg.claiming(10_000, 10_000));
        assertThrows(PictureTooLargeException.class, () -> open(file, 1, Size.MAX_PIXELS));
    }

    @Test
    void whatIsNoImageIsSaidSo() throws IOException {
        Path file = Files.writeString(folder.resolve("photo.jpg"), "no picture");
        var e = assertThrows(SourceException.class, () -> open(file, 1, Size.MAX_PIXELS));
        assertEquals(
                "\"%s\" is not an image, or is damaged; name a BMP, JPEG, PNG, PGM, PPM, TIFF or WebP image"
                        .formatted(file),
                e.getMessage());
    }

    @Test
    void aFileThatIsGoneIsSaidSo() {
        Path file = folder.resolve("gone.png");
        var e = assertThrows(SourceException.class, () -> open(file, 1, Size.MAX_PIXELS));
        assertTrue(e.getMessage().startsWith("\"%s\" may not be read, or was removed".formatted(file)), e.getMessage());
    }

    private Path image(String name) {
        Path file = folder.resolve(name);
        try (Scalar grey = new Scalar(77, 77, 77, 0);
                Mat picture = new Mat(30, 40, CV_8UC3, grey)) {
            imwrite(file.toString(), picture);
        }
        return file;
    }

    private static FrameSource open(Path file, double fps, long maxPixels) {
        return FrameSources.open(new SourceConfig.Image("file:" + file, file, fps, maxPixels));
    }
}
