package dev.edgeinfer.camera.file;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.network.HostileJpeg;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.SourceConfig.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderSourceIT {

    @TempDir
    Path folder;

    private final Mat image = new Mat();

    @Test
    void readsImagesInOrderOfTheirNames() throws IOException {
        write("b.png", 20, CV_8UC3);
        write("a.png", 10, CV_8UC3);
        write("c.bmp", 30, CV_8UC3);
        Files.writeString(folder.resolve("README.md"), "not an image");
        Files.createDirectory(folder.resolve("d.png"));

        assertEquals(List.of(10, 20, 30), levels(open(OptionalDouble.empty(), false)));
    }

    @Test
    void everyImageBecomesEightBitBgr() {
        write("grey.png", 40, CV_8UC1);
        write("transparent.png", 50, CV_8UC4);
        try (FrameSource source = open(OptionalDouble.empty(), false)) {
            while (source.grab()) {
                assertTrue(source.retrieve(image));
                assertEquals(CV_8UC3, image.type());
            }
        }
    }

    @Test
    void loopsAndFindsImagesThatWereAdded() {
        write("a.png", 10, CV_8UC3);
        try (FrameSource source = open(OptionalDouble.empty(), true)) {
            assertEquals(10, nextLevel(source));
            write("b.png", 20, CV_8UC3);
            assertEquals(10, nextLevel(source));
            assertEquals(20, nextLevel(source));
            assertEquals(10, nextLevel(source));
        }
    }

    @Test
    void timeStampsFollowTheRate() {
        write("a.png", 10, CV_8UC3);
        try (FrameSource source = open(OptionalDouble.of(4), true)) {
            assertEquals(Delivery.TIMED, source.delivery());
            source.grab();
            long first = source.timestampNanos();
            source.grab();
            assertEquals(250_000_000, source.timestampNanos() - first);
        }
    }

    @Test
    void imagesOfTooManyPixelsAreSkippedUndecoded() throws IOException {
        Files.write(folder.resolve("a.jpg"), HostileJpeg.claiming(10_000, 10_000));
        write("b.png", 20, CV_8UC3);
        try (FrameSource source = open(OptionalDouble.empty(), true)) {
            assertTrue(source.grab());
            assertFalse(source.retrieve(image));
            assertEquals(DropReason.TOO_LARGE, source.refusal());
            assertEquals(20, nextLevel(source));
        }
    }

    @Test
    void unreadableImagesAreSkipped() throws IOException {
        write("a.png", 10, CV_8UC3);
        Files.writeString(folder.resolve("b.jpg"), "not a picture at all");
        Files.createFile(folder.resolve("c.png"));
        write("d.png", 40, CV_8UC3);
        List<Boolean> readable = new ArrayList<>();
        try (FrameSource source = open(OptionalDouble.empty(), false)) {
            while (source.grab()) {
                readable.add(source.retrieve(image));
            }
        }
        assertEquals(List.of(true, false, false, true), readable);
    }

    @Test
    void imageThatDisappearsIsSkipped() throws IOException {
        write("a.png", 10, CV_8UC3);
        write("b.png", 20, CV_8UC3);
        try (FrameSource source = open(OptionalDouble.empty(), false)) {
            assertEquals(10, nextLevel(source));
            Files.delete(folder.resolve("b.png"));
            assertTrue(source.grab());
            assertFalse(source.retrieve(image));
        }
    }

    @Test
    void folderWithoutAReadableImageFails() throws IOException {
        Files.writeString(folder.resolve("a.jpg"), "nothing");
        try (FrameSource source = open(OptionalDouble.empty(), true)) {
            source.grab();
            source.retrieve(image);
            SourceException failure = assertThrows(SourceException.class, source::grab);
            assertTrue(failure.getMessage().contains("none of the 1 images"), failure::getMessage);
        }
    }

    @Test
    void emptyFolderIsRefused() throws IOException {
        Files.writeString(folder.resolve("README.md"), "no image here");
        assertRefused(folder, "holds no image; images end in bmp, jpeg, jpg");
    }

    @Test
    void missingFolderAndFileAreRefused() throws IOException {
        assertRefused(folder.resolve("none"), "does not exist");
        assertRefused(Files.createFile(folder.resolve("clip.mp4")), "is not a folder; for a video write file://");
    }

    private void assertRefused(Path path, String reason) {
        SourceException refusal = assertThrows(
                SourceException.class,
                () -> FrameSources.open(new ImageFolder("dir://" + path, path, OptionalDouble.empty(), true)));
        assertTrue(refusal.getMessage().startsWith("\"" + path + "\" "), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    }

    private FrameSource open(OptionalDouble fps, boolean loop) {
        return FrameSources.open(new ImageFolder("dir://" + folder, folder, fps, loop));
    }

    private List<Integer> levels(FrameSource source) {
        List<Integer> levels = new ArrayList<>();
        try (source) {
            while (source.grab()) {
                assertTrue(source.retrieve(image));
                levels.add((int) image.data().get());
            }
        }
        return levels;
    }

    private int nextLevel(FrameSource source) {
        assertTrue(source.grab());
        assertTrue(source.retrieve(image));
        return image.data().get();
    }

    private void write(String name, int level, int type) {
        try (Scalar grey = Scalar.all(level);
                Mat picture = new Mat(6, 8, type, grey)) {
            assertTrue(imwrite(folder.resolve(name).toString(), picture));
        }
    }
}
