package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.Mutations;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.image.ImageHeader;
import dev.edgeinfer.config.SourceConfig.Size;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever bytes a camera sends, they become pictures or are refused, within the memory that is allowed. */
class PictureFuzzTest {

    private static final long MAX_PIXELS = 10_000;

    /** What {@link JpegSplitter} may ask for at {@link #MAX_PIXELS}. */
    private static final int MOST_BYTES = 6 * 10_000 + (1 << 16);

    private static final byte[] JPEG = HostileJpeg.of(64, 48, 10, 120, 200);

    private static final List<byte[]> STREAMS = List.of(
            JPEG,
            stream(JPEG, HostileJpeg.of(32, 32, 200, 10, 10)),
            stream(HostileJpeg.claiming(10_000, 10_000)),
            // A fill byte, a restart marker among the pixels, and a thumbnail of its own.
            stream(with(JPEG, 2, 0xff), with(JPEG, JPEG.length - 10, 0xff, 0xd3), withThumbnail(JPEG)));

    @Test
    void picturesOfAStreamAreFoundWhole() {
        byte[] thumbnail = withThumbnail(JPEG);
        byte[] filled = with(JPEG, 2, 0xff);
        List<byte[]> found = split(stream(JPEG, thumbnail, filled));
        assertArrayEquals(JPEG, found.get(0));
        assertArrayEquals(thumbnail, found.get(1));
        assertArrayEquals(JPEG, found.get(2));
    }

    @Test
    void damagedStreamsBecomeJpegsOrAreRefused() {
        Mutations.of(STREAMS, bytes -> {
            try {
                split(bytes);
            } catch (SourceException e) {
                assertTrue(e.getMessage().startsWith("\"camera\" "), e.getMessage());
            }
        });
    }

    @Test
    void damagedHeadersHaveASizeOrNone() {
        Mutations.of(STREAMS, bytes -> {
            Size size = ImageHeader.size(ByteBuffer.wrap(bytes)).orElse(new Size(1, 1));
            assertTrue(size.width() > 0 && size.height() > 0, size::toString);
        });
    }

    /** As they would come from the network, some at a time. */
    private static List<byte[]> split(byte[] bytes) {
        JpegSplitter splitter = new JpegSplitter("camera", MAX_PIXELS);
        List<byte[]> found = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += 700) {
            ByteBuffer some = ByteBuffer.wrap(bytes, from, Math.min(700, bytes.length - from));
            while (splitter.next(some)) {
                byte[] jpeg = new byte[splitter.length()];
                splitter.bytes().get(0, jpeg);
                int end = jpeg.length;
                assertTrue(end >= 4 && jpeg[0] == (byte) 0xff && jpeg[1] == (byte) 0xd8);
                assertTrue(jpeg[end - 2] == (byte) 0xff && jpeg[end - 1] == (byte) 0xd9);
                found.add(jpeg);
            }
            assertTrue(splitter.bytes().capacity() <= MOST_BYTES, "the buffer has grown beyond its bound");
        }
        return found;
    }

    private static byte[] stream(byte[]... jpegs) {
        var out = new ByteArrayOutputStream();
        for (byte[] jpeg : jpegs) {
            out.writeBytes("--picture\r\nContent-Length: %d\r\n\r\n"
                    .formatted(jpeg.length)
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(jpeg);
        }
        return out.toByteArray();
    }

    private static byte[] with(byte[] jpeg, int at, int... more) {
        var out = new ByteArrayOutputStream();
        out.write(jpeg, 0, at);
        for (int b : more) {
            out.write(b);
        }
        out.write(jpeg, at, jpeg.length - at);
        return out.toByteArray();
    }

    /** A whole JPEG in a segment of another one. */
    private static byte[] withThumbnail(byte[] jpeg) {
        int length = jpeg.length + 2;
        var out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >>> 8), (byte) length});
        out.writeBytes(jpeg);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }
}
