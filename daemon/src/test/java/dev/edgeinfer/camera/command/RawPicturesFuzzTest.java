package dev.edgeinfer.camera.command;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.Mutations;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** Whatever bytes a command writes as raw pictures, and in whatever pieces, each picture has just its own bytes. */
class RawPicturesFuzzTest {

    private static final List<StreamFormat> FORMATS =
            Stream.of(StreamFormat.values()).filter(StreamFormat::raw).toList();

    /** The smallest that all formats have, one whose rows OpenCV would like to pad, and one of one row of macropixels. */
    private static final List<Size> SIZES = List.of(new Size(2, 2), new Size(18, 6), new Size(64, 2));

    private static final List<byte[]> STREAMS = List.of(new byte[12], pattern(1), pattern(4_000), pattern(30_000));

    @Test
    void everyPictureIsWholeAndWhatIsLeftOverIsTold() {
        var random = new Random(1);
        Mutations.of(STREAMS, bytes -> {
            StreamFormat format = FORMATS.get(random.nextInt(FORMATS.size()));
            Size size = SIZES.get(random.nextInt(SIZES.size()));
            read(format, size, bytes, random);
        });
    }

    private static void read(StreamFormat format, Size size, byte[] bytes, Random random) {
        int length = bytesOf(format, size);
        try (RawPictures pictures = new RawPictures(format, size, inPieces(bytes, random));
                Mat image = new Mat()) {
            int count = 0;
            while (pictures.next()) {
                pictures.copyTo(image);
                assertEquals(CV_8UC3, image.type());
                assertEquals(size, new Size(image.cols(), image.rows()));
                if (format == StreamFormat.BGR24 || format == StreamFormat.GRAY) {
                    int last = count * length + length - 1;
                    assertEquals(
                            bytes[last],
                            image.ptr(size.height() - 1, size.width() - 1).get(2));
                }
                count++;
            }
            assertEquals(bytes.length / length, count);
            int left = bytes.length % length;
            assertEquals(
                    left == 0 ? "" : " and %d of the %d bytes of another".formatted(left, length), pictures.rest());
        }
    }

    /** As a pipe gives them: some at a time, never more than fit. */
    private static ToIntFunction<ByteBuffer> inPieces(byte[] bytes, Random random) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return buffer -> {
            if (!left.hasRemaining()) {
                return -1;
            }
            int count = Math.min(1 + random.nextInt(700), Math.min(left.remaining(), buffer.remaining()));
            buffer.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            return count;
        };
    }

    private static int bytesOf(StreamFormat format, Size size) {
        int pixels = (int) size.pixels();
        return switch (format) {
            case YUV420, NV12 -> pixels * 3 / 2;
            case YUYV -> pixels * 2;
            case RGB24, BGR24 -> pixels * 3;
            case GRAY -> pixels;
            case H264, H265, MJPEG, MPEGTS -> throw new IllegalArgumentException(format.name());
        };
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }
}
