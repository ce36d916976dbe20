package dev.edgeinfer.camera.file;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_get_level;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.SourceConfig.Pace;
import dev.edgeinfer.config.SourceConfig.VideoFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFileSourceIT {

    /** Where a picture begins. */
    private static final Map<String, byte[]> BEGINNINGS = Map.of(
            "h264", HexFormat.of().parseHex("000000016742c01ed900a047fec80000000168ce3c800000000165888400"),
            "h265", HexFormat.of().parseHex("0000000140010c01ffff0160"),
            "mjpeg", HexFormat.of().parseHex("ffd8ffe000104a464946"));

    @TempDir
    Path folder;

    private final Mat image = new Mat();

    @ParameterizedTest
    @CsvSource({"mp4,320,240", "avi,322,182", "mkv,318,242", "ts,64,48", "mov,16,16"})
    void readsEveryPictureInBgr(String container, int width, int height) {
        Path file = TestVideos.video(folder.resolve("clip." + container), width, height, 25, 12);
        try (FrameSource source = once(file)) {
            for (int i = 0; i < 12; i++) {
                assertTrue(source.grab(), "picture " + i);
                assertTrue(source.retrieve(image));
                assertEquals(width, image.cols());
                assertEquals(height, image.rows());
                assertColour(TestVideos.blue(i), 128, 200, i);
            }
            assertFalse(source.grab());
            assertFalse(source.grab());
        }
    }

    @Test
    void ffmpegSaysNothingOfItsOwn() {
        Path file = TestVideos.video(folder.resolve("clip.mp4"), 64, 48, 25, 1);
        av_log_set_level(AV_LOG_INFO);
        once(file).close();
        assertEquals(AV_LOG_QUIET, av_log_get_level());
    }

    @Test
    void convertsPicturesOfAnyWidthToTheLastColumn() {
        for (int width = 16; width <= 82; width += 2) {
            Path file = TestVideos.video(folder.resolve("clip.avi"), width, 18, 25, 1);
            image.release();
            try (FrameSource source = once(file)) {
                assertTrue(source.grab());
                source.retrieve(image);
                assertColour(TestVideos.blue(0), 128, 200, width);
            }
        }
    }

    @Test
    void timeStampsAreThoseOfTheFile() {
        Path file = TestVideos.video(folder.resolve("clip.mp4"), 64, 48, 10, 5);
        try (FrameSource source = open(file, true, Pace.REALTIME)) {
            assertEquals(Delivery.TIMED, source.delivery());
            long previous = 0;
            for (int i = 0; i < 17; i++) {
                assertTrue(source.grab());
                if (i > 0) {
                    assertEquals(100_000_000, source.timestampNanos() - previous, 1_000_000, "step " + i);
                }
                previous = source.timestampNanos();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "avi", "mkv", "ts", "m4v"})
    void loopsOverEveryContainerWithoutLosingAPicture(String container) {
        Path file = TestVideos.video(folder.resolve("clip." + container), 64, 48, 25, 12);
        try (FrameSource source = open(file, true, Pace.FAST)) {
            assertEquals(Delivery.ON_DEMAND, source.delivery());
            for (int i = 0; i < 50; i++) {
                assertTrue(source.grab());
                source.retrieve(image);
                assertColour(TestVideos.blue(i % 12), 128, 200, i);
            }
        }
    }

    @Test
    void fileThatCannotBeSearchedIsOpenedAgain() {
        Path file = TestVideos.multipart(folder.resolve("clip.mpjpeg"), 64, 48, 3);
        try (FrameSource source = open(file, true, Pace.REALTIME)) {
            long previous = -1;
            for (int i = 0; i < 20; i++) {
                assertTrue(source.grab());
                source.retrieve(image);
                assertColour(TestVideos.blue(i % 3), 128, 200, i);
                assertTrue(source.timestampNanos() > previous, "time stamp of picture " + i);
                previous = source.timestampNanos();
            }
        }
    }

    @Test
    void loopingKeepsDescriptorsAndBuffers() throws IOException {
        Path file = TestVideos.multipart(folder.resolve("clip.mpjpeg"), 64, 48, 2);
        try (FrameSource source = open(file, true, Pace.FAST)) {
            source.grab();
            source.retrieve(image);
            long descriptors = descriptors();
            Set<Long> addresses = new HashSet<>();
            for (int i = 0; i < 2_000; i++) {
                source.grab();
                source.retrieve(image);
                addresses.add(image.data().address());
            }
            assertEquals(descriptors, descriptors());
            assertEquals(1, addresses.size(), "the picture is written into the buffer it is given");
        }
        assertFalse(isOpen(file));
    }

    @Test
    void followsAChangeOfSizeInTheFile() throws IOException {
        Path small = TestVideos.video(folder.resolve("small.ts"), 64, 48, 25, 12);
        Path large = TestVideos.video(folder.resolve("large.ts"), 128, 96, 25, 12);
        Path both = folder.resolve("both.ts");
        Files.write(both, Files.readAllBytes(small));
        Files.write(both, Files.readAllBytes(large), java.nio.file.StandardOpenOption.APPEND);

        Set<Integer> widths = new HashSet<>();
        try (FrameSource source = once(both)) {
            while (source.grab()) {
                source.retrieve(image);
                widths.add(image.cols());
                assertEquals(200, red(), 6);
            }
        }
        assertEquals(Set.of(64, 128), widths);
    }

    /** Its parser looks for the end of the picture in all that there is. */
    @ParameterizedTest
    @ValueSource(strings = {"h264", "h265", "mjpeg"})
    void aHugeFileWithoutPicturesTakesLittleMemory(String ending) throws Exception {
        Path file = folder.resolve("garbage." + ending);
        try (var garbage = new RandomAccessFile(file.toFile(), "rw")) {
            garbage.write(BEGINNINGS.get(ending));
            garbage.setLength(200 << 20);
        }
        long before = Pointer.physicalBytes();
        var peak = new AtomicLong(before);
        var over = new AtomicBoolean();
        Thread watch = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                peak.accumulateAndGet(Pointer.physicalBytes(), Math::max);
                LockSupport.parkNanos(1_000_000);
            }
        });

        SourceException refused;
        try {
            refused = assertThrows(SourceException.class, () -> {
                try (FrameSource source = once(file)) {
                    source.grab();
                }
            });
        } finally {
            over.set(true);
            watch.join();
        }

        assertTrue(refused.getMessage().contains("without the end of a picture"), refused.getMessage());
        long growth = peak.get() - before;
        assertTrue(growth < 160 << 20, "grew by " + (growth >> 20) + " MB");
    }

    @Test
    void missingFileIsNamed() {
        assertRefused(folder.resolve("none.mp4"), "does not exist");
    }

    @Test
    void folderIsRefusedWithTheRightScheme() {
        assertRefused(folder, "is a folder; for the images in it write dir://");
    }

    @Test
    void deviceIsRefusedBeforeItIsOpened() {
        assertRefused(Path.of("/dev/zero"), "is not a file but a pipe or a device");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        assertRefused(Files.createFile(folder.resolve("empty.mp4")), "is empty (0 bytes)");
    }

    @Test
    void textFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.mp4"), "this is no video\n".repeat(500));
        assertRefused(file, "is not a video");
    }

    @Test
    void randomBytesAreRefused() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("noise.mp4"), bytes);
        SourceException refusal = assertThrows(SourceException.class, () -> readAll(file));
        assertTrue(refusal.getMessage().contains(file.toString()), refusal::getMessage);
    }

    @Test
    void playlistDoesNotMakeTheDaemonOpenOtherFiles() throws IOException {
        TestVideos.video(folder.resolve("secret.ts"), 64, 48, 25, 12);
        Path file = Files.writeString(
                folder.resolve("list.mp4"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n");
        assertThrows(SourceException.class, () -> readAll(file));
    }

    @Test
    void soundWithoutPicturesIsRefused() {
        assertRefused(TestVideos.sound(folder.resolve("sound.mp4")), "has no video in it");
    }

    @Test
    void fileCutBeforeItsIndexIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(TestVideos.video(folder.resolve("whole.mp4"), 320, 240, 25, 50));
        Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(file, "is not a video, or is damaged or cut short");
    }

    @Test
    void fileCutInItsPicturesPlaysAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(TestVideos.video(folder.resolve("whole.ts"), 320, 240, 25, 50));
        Path file = Files.write(folder.resolve("cut.ts"), Arrays.copyOf(whole, whole.length / 2));
        int pictures = readAll(file);
        assertTrue(pictures > 5 && pictures < 50, () -> pictures + " pictures");
    }

    @Test
    void damagedFilesNeitherCrashNorHang() throws IOException {
        byte[] whole = Files.readAllBytes(TestVideos.video(folder.resolve("whole.mp4"), 64, 48, 25, 30));
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged.mp4"), damaged);
            try {
                readAll(file);
            } catch (SourceException e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    @Test
    void fileReplacedWhileItLoopsEndsInASentence() throws IOException {
        Path file = TestVideos.multipart(folder.resolve("clip.mpjpeg"), 64, 48, 3);
        try (FrameSource source = open(file, true, Pace.FAST)) {
            source.grab();
            Files.delete(file);
            Files.writeString(file, "gone");
            SourceException failure = assertThrows(SourceException.class, () -> {
                for (int i = 0; i < 10; i++) {
                    source.grab();
                }
            });
            assertTrue(failure.getMessage().contains(file.toString()), failure::getMessage);
        }
    }

    @Test
    void nameWithBlanksAndUmlautsIsOpened() throws IOException {
        Path file = TestVideos.video(folder.resolve("clip.mp4"), 64, 48, 25, 3);
        Path odd = Files.move(file, folder.resolve("Haustür %20 №1?x=y.mp4"));
        assertEquals(3, readAll(odd));
    }

    private int readAll(Path file) {
        try (FrameSource source = once(file)) {
            int pictures = 0;
            while (source.grab()) {
                source.retrieve(image);
                pictures++;
            }
            return pictures;
        }
    }

    private void assertRefused(Path file, String reason) {
        SourceException refusal = assertThrows(SourceException.class, () -> readAll(file));
        assertTrue(refusal.getMessage().startsWith("\"" + file + "\" "), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    }

    private static FrameSource once(Path file) {
        return open(file, false, Pace.FAST);
    }

    private static FrameSource open(Path file, boolean loop, Pace pace) {
        return FrameSources.open(new VideoFile("file://" + file, file, loop, pace));
    }

    /** Checks the four corners: a converter that forgets the rest of a row or the last row shows there. */
    private void assertColour(int blue, int green, int red, int picture) {
        try (UByteIndexer pixels = image.createIndexer()) {
            for (long y : new long[] {0, image.rows() - 1}) {
                for (long x : new long[] {0, image.cols() - 1}) {
                    String where = "picture %d at %d,%d".formatted(picture, x, y);
                    assertEquals(blue, pixels.get(y, x, 0), 6, where);
                    assertEquals(green, pixels.get(y, x, 1), 6, where);
                    assertEquals(red, pixels.get(y, x, 2), 6, where);
                }
            }
        }
    }

    private int red() {
        try (UByteIndexer pixels = image.createIndexer()) {
            return pixels.get(0, 0, 2);
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static boolean isOpen(Path file) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).equals(file);
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }
}
