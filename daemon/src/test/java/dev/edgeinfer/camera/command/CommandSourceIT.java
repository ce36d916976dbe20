package dev.edgeinfer.camera.command;

import static org.awaitility.Awaitility.await;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.FrameSource.Delivery;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.file.TestVideos;
import dev.edgeinfer.config.SourceConfig.Command;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Real commands of the shell, and what they do to a camera that depends on them. */
class CommandSourceIT {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final Size SIZE = new Size(WIDTH, HEIGHT);

    /** BT.601 of {@link #BGR}, and of grey. */
    private static final int LUMA = 134;

    private static final int BLUE_DIFFERENCE = 70;
    private static final int RED_DIFFERENCE = 167;
    private static final int[] BGR = {20, 128, 200};

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final Mat image = new Mat();

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"H264", "H265", "MJPEG", "MPEGTS"})
    void readsRawPictures(StreamFormat format) throws IOException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(raw(format));
        two.writeBytes(raw(format));
        Files.write(folder.resolve("pictures"), two.toByteArray());
        try (FrameSource source = open("cat pictures", format, Optional.of(SIZE))) {
            assertEquals(Delivery.LIVE, source.delivery());
            for (int i = 0; i < 2; i++) {
                assertTrue(source.grab());
                assertTrue(source.retrieve(image));
                assertEquals("64x48", image.cols() + "x" + image.rows());
                assertColour(format == StreamFormat.GRAY ? new int[] {LUMA, LUMA, LUMA} : BGR);
            }
            assertEnds(source, "ended with exit code 0 after 2 pictures; run it in a shell");
        }
    }

    @Test
    void readsJpegs() throws IOException {
        try (Scalar colour = new Scalar(BGR[0], BGR[1], BGR[2], 0);
                Mat picture = new Mat(HEIGHT, WIDTH, CV_8UC3, colour)) {
            imwrite(folder.resolve("picture.jpg").toString(), picture);
        }
        String three = "cat picture.jpg picture.jpg picture.jpg";
        try (FrameSource source = open(three, StreamFormat.MJPEG, Optional.empty())) {
            assertReads(source, 3);
        }
    }

    @Test
    void readsTransportStreams() {
        TestVideos.video(folder.resolve("clip.ts"), WIDTH, HEIGHT, 25, 12);
        try (FrameSource source = open("cat clip.ts", StreamFormat.MPEGTS, Optional.empty())) {
            for (int i = 0; i < 12; i++) {
                assertTrue(source.grab(), "picture " + i);
            }
            assertEnds(source, "after 12 pictures");
        }
    }

    @Test
    void readsH264() throws IOException {
        int pictures = h264(folder.resolve("clip.h264"));
        try (FrameSource source = open("cat clip.h264", StreamFormat.H264, Optional.empty())) {
            for (int i = 0; i < pictures; i++) {
                assertTrue(source.grab(), "picture " + i);
                source.retrieve(image);
                assertEquals("640x480", image.cols() + "x" + image.rows());
            }
            assertEnds(source, "after %d pictures".formatted(pictures));
        }
    }

    @Test
    void aCommandThatFailsTellsWhy() {
        String failing = "echo starting >&2; printf 'no cameras available\\r\\n' >&2; exit 3";
        try (FrameSource source = open(failing, StreamFormat.YUV420, Optional.of(SIZE))) {
            assertEnds(
                    source, "ended with exit code 3 after 0 pictures; the last it said was \"no cameras available\"");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"YUV420", "H264", "MJPEG", "MPEGTS"})
    void aCommandThatDoesNotExistIsNamed(StreamFormat format) {
        try (FrameSource source = open("rpicam-video -o -", format, size(format))) {
            String said = assertEnds(source, "ended with exit code 127 after 0 pictures");
            assertTrue(said.contains("rpicam-video") && said.contains("not found"), said);
        }
    }

    @Test
    void halfAPictureIsCounted() {
        try (FrameSource source = open("head -c 4708 /dev/zero", StreamFormat.YUV420, Optional.of(SIZE))) {
            assertTrue(source.grab());
            assertEnds(source, "after 1 pictures and 100 of the 4608 bytes of another");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "H265", "MJPEG", "MPEGTS"})
    void whatIsNoVideoHasNoPictures(StreamFormat format) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("text"), "This is no video.\n".repeat(200_000));
        try (FrameSource source = open("cat text", format, Optional.empty())) {
            assertThrows(SourceException.class, source::grab);
        }
        try (FrameSource source = open("cat text; sleep 1000", format, Optional.empty())) {
            Thread other = aborting(source);
            assertThrows(SourceException.class, source::grab);
            other.join();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "H265", "MJPEG"})
    void whatNeverEndsAPictureIsGivenUpAfterSoManyBytes(StreamFormat format) throws IOException {
        h264(folder.resolve("clip.h264"));
        // Begins as what it should be, for the two whose beginning is looked at.
        try (FrameSource source = open("cat clip.h264; tr '\\0' x </dev/zero", format, Optional.empty())) {
            String said = assertThrows(SourceException.class, () -> {
                        while (source.grab()) {
                            // the pictures before that
                        }
                    })
                    .getMessage();
            assertTrue(said.contains(": 16 MB have come without the end of a picture in them"), said);
        }
    }

    @Test
    void anyNumberOfCodedCamerasIsOpenAtOnce() {
        TestVideos.video(folder.resolve("clip.ts"), WIDTH, HEIGHT, 25, 12);
        List<FrameSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                sources.add(open("cat clip.ts; exec sleep 1000", StreamFormat.MPEGTS, Optional.empty()));
                assertTrue(sources.getLast().grab(), "camera " + i);
            }
            for (int i = 0; i < 5; i++) {
                for (FrameSource source : sources) {
                    assertTrue(source.grab());
                    assertTrue(source.retrieve(image));
                }
            }
        } finally {
            sources.forEach(FrameSource::close);
        }
    }

    @Test
    void aCodedCameraThatIsClosedLeavesNoCallbackBehind() throws IOException {
        Files.write(folder.resolve("text"), new byte[1000]);
        openInVain(20);
        long before = callbackBytes();
        // Each takes some 1.5 kB of the few megabytes that the JVM has for such.
        openInVain(100);
        long grown = callbackBytes() - before;
        assertTrue(grown < 30_000, () -> grown + " bytes");
    }

    private void openInVain(int times) {
        for (int i = 0; i < times; i++) {
            try (FrameSource source = open("cat text", StreamFormat.MPEGTS, Optional.empty())) {
                assertThrows(SourceException.class, source::grab);
            }
        }
    }

    /** What native code calls of Java is compiled into there. */
    private static long callbackBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> Set.of("CodeHeap 'non-nmethods'", "CodeCache").contains(pool.getName()))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"YUV420", "MJPEG"})
    void aCommandThatNeverWritesCanBeAborted(StreamFormat format) throws InterruptedException {
        try (FrameSource source = open("sleep 1000", format, size(format))) {
            Thread other = aborting(source);
            assertThrows(SourceException.class, source::grab);
            other.join();
        }
    }

    @Test
    void anInterruptEndsAWait() throws InterruptedException {
        Thread waiting = Thread.ofPlatform().start(() -> {
            try (FrameSource source = open("sleep 1000", StreamFormat.YUV420, Optional.of(SIZE))) {
                source.grab();
            } catch (SourceException e) {
                // as it should
            }
        });
        await().until(() -> waiting.getState() == Thread.State.RUNNABLE);
        waiting.interrupt();
        assertTrue(waiting.join(SOON));
    }

    @Test
    void allProcessesOfTheCommandEndWithIt() throws IOException {
        String stubborn = "trap '' TERM; sleep 1000 & echo $! >background; echo $$ >leader; cat /dev/zero";
        long background;
        long leader;
        try (FrameSource source = open(stubborn, StreamFormat.GRAY, Optional.of(SIZE))) {
            assertTrue(source.grab());
            background = number("background");
            leader = number("leader");
            assertTrue(isAlive(background) && isAlive(leader));
        }
        await().atMost(SOON).until(() -> !isAlive(background) && !isAlive(leader));
    }

    @Test
    void aProcessThatHasLeftTheGroupCannotHoldTheSource() throws IOException, InterruptedException {
        String leaving = "setsid sleep 1000 & echo $! >left";
        try (FrameSource source = open(leaving, StreamFormat.GRAY, Optional.of(SIZE))) {
            Thread other = aborting(source);
            assertThrows(SourceException.class, source::grab);
            other.join();
        } finally {
            ProcessHandle.of(number("left")).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void wordsWithoutALineBreakAreCut() {
        String chatty = "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1";
        try (FrameSource source = open(chatty, StreamFormat.GRAY, Optional.of(SIZE))) {
            String said = assertEnds(source, "the last it said was");
            assertTrue(said.length() < 1000, () -> said.length() + " characters");
        }
    }

    @Test
    void nothingIsLeftOfSourcesThatWereClosed() throws IOException {
        for (int i = 0; i < 5; i++) {
            openAndClose();
        }
        long before = descriptors();
        for (int i = 0; i < 30; i++) {
            openAndClose();
        }
        await().atMost(SOON).until(() -> descriptors() <= before);
        await().atMost(SOON).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("command-words")));
    }

    private void openAndClose() {
        try (FrameSource source = open("cat /dev/zero", StreamFormat.GRAY, Optional.of(SIZE))) {
            assertTrue(source.grab());
        }
    }

    private FrameSource open(String command, StreamFormat format, Optional<Size> size) {
        return new CommandSource(new Command("exec:" + command, command, folder, format, size));
    }

    private static Optional<Size> size(StreamFormat format) {
        return format.raw() ? Optional.of(SIZE) : Optional.empty();
    }

    /** A thread that waits until the source is waiting, then aborts it. */
    private static Thread aborting(FrameSource source) {
        Thread grabbing = Thread.currentThread();
        return Thread.ofPlatform().start(() -> {
            await().until(() -> Stream.of(grabbing.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().endsWith("OutputPipe")));
            source.abort();
        });
    }

    private void assertReads(FrameSource source, int pictures) {
        for (int i = 0; i < pictures; i++) {
            assertTrue(source.grab(), "picture " + i);
            assertTrue(source.retrieve(image));
            assertColour(BGR);
        }
        assertEnds(source, "after %d pictures".formatted(pictures));
    }

    private static String assertEnds(FrameSource source, String sentence) {
        String said = assertThrows(SourceException.class, source::grab).getMessage();
        assertTrue(said.startsWith("\"exec:") && said.contains(sentence), said);
        return said;
    }

    private void assertColour(int[] bgr) {
        try (UByteIndexer pixels = image.createIndexer()) {
            for (int[] place : new int[][] {{0, 0}, {HEIGHT - 1, WIDTH - 1}}) {
                for (int channel = 0; channel < 3; channel++) {
                    assertEquals(bgr[channel], pixels.get(place[0], place[1], channel), 3, "channel " + channel);
                }
            }
        }
    }

    /** One picture of one colour. */
    private static byte[] raw(StreamFormat format) {
        int pixels = WIDTH * HEIGHT;
        byte[] bytes = new byte
                [switch (format) {
                    case YUV420, NV12 -> pixels * 3 / 2;
                    case YUYV -> pixels * 2;
                    case GRAY -> pixels;
                    default -> pixels * 3;
                }];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte)
                    switch (format) {
                        case YUV420 -> i < pixels ? LUMA : i < pixels * 5 / 4 ? BLUE_DIFFERENCE : RED_DIFFERENCE;
                        case NV12 -> i < pixels ? LUMA : i % 2 == 0 ? BLUE_DIFFERENCE : RED_DIFFERENCE;
                        case YUYV -> i % 2 == 0 ? LUMA : i % 4 == 1 ? BLUE_DIFFERENCE : RED_DIFFERENCE;
                        case RGB24 -> BGR[2 - i % 3];
                        case BGR24 -> BGR[i % 3];
                        default -> LUMA;
                    };
        }
        return bytes;
    }

    /** The first pictures of the demo clip as a byte stream; how many. */
    private static int h264(Path file) throws IOException {
        int pictures = 0;
        try (FFmpegFrameGrabber clip = new FFmpegFrameGrabber("demo/demo.mp4")) {
            clip.start();
            try (FFmpegFrameRecorder stream =
                    new FFmpegFrameRecorder(file.toFile(), clip.getImageWidth(), clip.getImageHeight())) {
                stream.setFormat("h264");
                stream.start(clip.getFormatContext());
                while (pictures < 10) {
                    stream.recordPacket(clip.grabPacket());
                    pictures++;
                }
            }
        }
        return pictures;
    }

    private long number(String file) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }

    private static boolean isAlive(long process) {
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
