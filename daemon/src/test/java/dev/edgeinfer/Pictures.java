package dev.edgeinfer;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures that clients send, good and bad. */
final class Pictures {

    private static final Path FOLDER = Path.of("src/test/resources/images");

    /** Kinds that few cameras send, apart from those that tests detect by the folder. */
    private static final Path ODD = FOLDER.resolveSibling("odd-images");

    private Pictures() {}

    /** A photo of the test resources as it is. */
    static byte[] file(String name) {
        return bytes(FOLDER.resolve(name));
    }

    static byte[] odd(String name) {
        return bytes(ODD.resolve(name));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The astronaut in another format. */
    static byte[] astronaut(String extension, UnaryOperator<Mat> change) {
        try (Mat photo = imread(FOLDER.resolve("astronaut.jpg").toString(), IMREAD_COLOR);
                Mat changed = change.apply(photo)) {
            return encoded(extension, changed);
        }
    }

    static Mat grey(Mat photo) {
        Mat grey = new Mat();
        opencv_imgproc.cvtColor(photo, grey, opencv_imgproc.COLOR_BGR2GRAY);
        return grey;
    }

    static Mat withAlpha(Mat photo) {
        Mat alpha = new Mat();
        opencv_imgproc.cvtColor(photo, alpha, opencv_imgproc.COLOR_BGR2BGRA);
        return alpha;
    }

    static Mat sixteenBits(Mat photo) {
        Mat deep = new Mat();
        photo.convertTo(deep, opencv_core.CV_16UC3, 257, 0);
        return deep;
    }

    static Mat turnedLeft(Mat photo) {
        Mat turned = new Mat();
        opencv_core.rotate(photo, turned, opencv_core.ROTATE_90_COUNTERCLOCKWISE);
        return turned;
    }

    static byte[] plain(String extension, int width, int height) {
        try (Mat grey = new Mat(height, width, opencv_core.CV_8UC3, new org.bytedeco.opencv.opencv_core.Scalar(90))) {
            return encoded(extension, grey);
        }
    }

    private static byte[] encoded(String extension, Mat image) {
        try (var bytes = new BytePointer()) {
            if (!imencode(extension, image, bytes)) {
                throw new IllegalStateException("cannot encode as " + extension);
            }
            byte[] result = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(result);
            return result;
        }
    }

    /** A JPEG that says how it is to be turned, 1 to 8. */
    static byte[] oriented(byte[] jpeg, int orientation) {
        ByteBuffer app1 = ByteBuffer.allocate(36);
        app1.putShort((short) 0xffe1).putShort((short) 34);
        app1.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
        app1.put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1});
        app1.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0);
        return join(Arrays.copyOf(jpeg, 2), app1.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** A PNG that is small as a file and huge as a picture: its pixels are all the same. */
    static byte[] bomb(int width, int height, int rows) {
        var pixels = new ByteArrayOutputStream();
        try (var deflated = new DeflaterOutputStream(pixels)) {
            byte[] row = new byte[1 + 3 * width];
            for (int i = 0; i < rows; i++) {
                deflated.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        return join(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
                chunk("IHDR", header),
                chunk("IDAT", pixels.toByteArray()),
                chunk("IEND", new byte[0]));
    }

    private static byte[] chunk(String type, byte[] content) {
        byte[] named = join(type.getBytes(StandardCharsets.ISO_8859_1), content);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        return ByteBuffer.allocate(named.length + 8)
                .putInt(content.length)
                .put(named)
                .putInt((int) checksum.getValue())
                .array();
    }

    /** The same file with another 32-bit number in it. */
    static byte[] patched(byte[] file, int at, int value, ByteOrder order) {
        byte[] copy = file.clone();
        ByteBuffer.wrap(copy).order(order).putInt(at, value);
        return copy;
    }

    /** All but the last part of a file. */
    static byte[] cut(byte[] file, double part) {
        return Arrays.copyOf(file, (int) (file.length * part));
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
