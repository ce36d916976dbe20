package dev.edgeinfer.camera.v4l2;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is read from drivers; each is played by a fake that fills the kernel's structures. */
class V4l2ModesTest {

    private static final int YUYV = V4l2Source.encode("YUYV");
    private static final int MJPG = V4l2Source.encode("MJPG");

    @Test
    void modesOfAUsbCameraAreListedWithTheirRates() {
        V4l2Modes modes = V4l2Modes.read(new Webcam()).orElseThrow();

        assertTrue(modes.captures());
        assertEquals(Optional.of("MJPG 1280x720 at 30, 7.50 fps, 640x480 at 60 fps; YUYV 320x240"), modes.text());
    }

    @Test
    void modesOfAMultiPlanarDeviceAreRangesOfSizes() {
        V4l2Modes modes = V4l2Modes.read(new Bridge()).orElseThrow();

        assertTrue(modes.captures());
        assertEquals(Optional.of("YUYV 16x16 to 3280x2464"), modes.text());
    }

    @Test
    void deviceThatGivesMetadataDoesNotCapture() {
        V4l2Modes modes = V4l2Modes.read((request, argument) -> {
                    assertEquals(V4l2Uapi.QUERYCAP, request);
                    argument.set(
                            JAVA_INT, V4l2Uapi.CAPABILITIES, V4l2Uapi.CAP_DEVICE_CAPS | V4l2Uapi.CAP_VIDEO_CAPTURE);
                    argument.set(JAVA_INT, V4l2Uapi.DEVICE_CAPABILITIES, 0x00800000);
                    return 0;
                })
                .orElseThrow();

        assertFalse(modes.captures());
        assertEquals(Optional.empty(), modes.text());
    }

    @Test
    void longListIsCut() {
        var sizes = List.of("1x1", "2x2", "3x3", "4x4", "5x5", "6x6", "7x7", "8x8", "9x9", "10x10", "11x11", "12x12");
        var modes = new V4l2Modes(true, List.of(new V4l2Modes.Format("YUYV", sizes)));

        assertEquals(Optional.of("YUYV 1x1, 2x2, 3x3, 4x4, 5x5, 6x6, 7x7, 8x8, 9x9, 10x10 and 2 more"), modes.text());
    }

    @Test
    void listThatDoesNotEndIsNotBelieved() {
        V4l2Modes modes = V4l2Modes.read((request, argument) -> {
                    if (request == V4l2Uapi.QUERYCAP) {
                        argument.set(JAVA_INT, V4l2Uapi.CAPABILITIES, V4l2Uapi.CAP_VIDEO_CAPTURE);
                    }
                    return request == V4l2Uapi.ENUM_SIZES ? V4l2Ioctl.EINVAL : 0;
                })
                .orElseThrow();

        assertEquals(256, modes.formats().size());
    }

    @Test
    void whatIsNoVideoDeviceHasNone() {
        assertEquals(Optional.empty(), V4l2Modes.of(Path.of("/dev/null")), "the kernel refuses the question");
        assertEquals(Optional.empty(), V4l2Modes.of(Path.of("/dev/video987")));
    }

    /** Two formats; the first with two sizes and their rates, the second with one size and no rate. */
    private static final class Webcam implements V4l2Ioctl {

        @Override
        public int ask(long request, MemorySegment argument) {
            int index = argument.get(JAVA_INT, 0);
            if (request == V4l2Uapi.QUERYCAP) {
                argument.set(JAVA_INT, V4l2Uapi.CAPABILITIES, V4l2Uapi.CAP_VIDEO_CAPTURE);
                return 0;
            }
            if (request == V4l2Uapi.ENUM_FORMATS) {
                assertEquals(V4l2Uapi.TYPE_CAPTURE, argument.get(JAVA_INT, V4l2Uapi.FORMAT_TYPE));
                return fill(argument, index, V4l2Uapi.FORMAT_CODE, new int[][] {{MJPG}, {YUYV}});
            }
            if (request == V4l2Uapi.ENUM_SIZES) {
                boolean compressed = argument.get(JAVA_INT, V4l2Uapi.SIZE_FORMAT) == MJPG;
                int[][] sizes = compressed ? new int[][] {{1, 1280, 720}, {1, 640, 480}} : new int[][] {{1, 320, 240}};
                return fill(argument, index, V4l2Uapi.SIZE_KIND, sizes);
            }
            assertEquals(V4l2Uapi.ENUM_INTERVALS, request);
            int[][] intervals =
                    switch (argument.get(JAVA_INT, V4l2Uapi.INTERVAL_WIDTH)) {
                        case 1280 -> new int[][] {{1, 1, 30}, {1, 2, 15}};
                        case 640 -> new int[][] {{1, 1001, 60060}};
                        default -> new int[][] {};
                    };
            return fill(argument, index, V4l2Uapi.INTERVAL_KIND, intervals);
        }
    }

    /** One format with a range of sizes that it repeats for ever. */
    private static final class Bridge implements V4l2Ioctl {

        @Override
        public int ask(long request, MemorySegment argument) {
            int index = argument.get(JAVA_INT, 0);
            if (request == V4l2Uapi.QUERYCAP) {
                argument.set(JAVA_INT, V4l2Uapi.CAPABILITIES, V4l2Uapi.CAP_DEVICE_CAPS);
                argument.set(JAVA_INT, V4l2Uapi.DEVICE_CAPABILITIES, V4l2Uapi.CAP_VIDEO_CAPTURE_MPLANE);
                return 0;
            }
            if (request == V4l2Uapi.ENUM_FORMATS) {
                assertEquals(V4l2Uapi.TYPE_CAPTURE_MPLANE, argument.get(JAVA_INT, V4l2Uapi.FORMAT_TYPE));
                return fill(argument, index, V4l2Uapi.FORMAT_CODE, new int[][] {{YUYV}});
            }
            assertEquals(V4l2Uapi.ENUM_SIZES, request);
            return fill(argument, 0, V4l2Uapi.SIZE_KIND, new int[][] {{3, 16, 3280, 2, 16, 2464, 2}});
        }
    }

    /** Writes the entry of an index from an offset on; EINVAL when there is none. */
    private static int fill(MemorySegment argument, int index, long offset, int[][] entries) {
        if (index >= entries.length) {
            return V4l2Ioctl.EINVAL;
        }
        for (int i = 0; i < entries[index].length; i++) {
            argument.set(JAVA_INT, offset + 4L * i, entries[index][i]);
        }
        return 0;
    }
}
