package dev.edgeinfer.http.inference;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.edgeinfer.camera.image.ImageEnd;
import dev.edgeinfer.camera.image.ImageHeader;
import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A picture that a request brought, decoded: 8-bit BGR, upright as its EXIF data says, without its transparency, of an
 * animation the first picture. Must be closed.
 */
final class UploadedPicture implements AutoCloseable {

    private static final int PNG = 0x89504e47;
    private static final int RIFF = 0x52494646;
    private static final int WEBP = 0x57454250;
    private static final int JPEG = 0xffd8ff;

    private static final int BYTES_PER_PIXEL = 3;

    private final UploadMemory memory;
    private final long reserved;
    private final Mat image;

    private UploadedPicture(UploadMemory memory, long reserved, Mat image) {
        this.memory = memory;
        this.reserved = reserved;
        this.image = image;
    }

    /**
     * Decodes a picture after a look at its header.
     *
     * @param encoded direct; from position 0 to its limit
     * @param maxPixels more of them are not decoded
     * @throws ProblemException when it is none, damaged, or too large
     */
    static UploadedPicture decode(ByteBuffer encoded, long maxPixels, UploadMemory memory) {
        if (encoded.limit() == 0) {
            throw new ProblemException(ProblemType.BAD_BODY, "The picture is empty");
        }
        if (!isKnown(encoded)) {
            throw new ProblemException(
                    ProblemType.NOT_A_PICTURE, "What was sent is no JPEG, PNG or WebP picture; send one of these");
        }
        Size size = ImageHeader.size(encoded).orElseThrow(() -> damaged("its header does not tell its size"));
        if (size.pixels() > maxPixels) {
            throw new ProblemException(
                    ProblemType.PICTURE_TOO_LARGE,
                    "The picture is of %dx%d, %d pixels, where %d may be; make it smaller"
                            .formatted(size.width(), size.height(), size.pixels(), maxPixels));
        }
        if (!ImageEnd.isThere(encoded)) {
            throw damaged("it ends too early");
        }
        long bytes = size.pixels() * BYTES_PER_PIXEL;
        memory.reserve(bytes);
        Mat image = new Mat();
        try {
            read(encoded, image);
            return new UploadedPicture(memory, bytes, image);
        } catch (RuntimeException | Error e) {
            image.close();
            memory.release(bytes);
            throw e;
        }
    }

    private static void read(ByteBuffer encoded, Mat image) {
        try (var bytes = new BytePointer(encoded);
                var whole = new Mat(1, encoded.limit(), CV_8UC1, bytes);
                Mat decoded = imdecode(whole, IMREAD_COLOR, image)) {
            // When the pixels are not all there the target has a size all the same.
            if (decoded.empty()) {
                throw damaged("it cannot be decoded");
            }
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged("it cannot be decoded");
        }
    }

    private static boolean isKnown(ByteBuffer encoded) {
        if (encoded.limit() < 16) {
            return false;
        }
        int magic = encoded.getInt(0);
        return magic == PNG || magic >>> 8 == JPEG || magic == RIFF && encoded.getInt(8) == WEBP;
    }

    private static ProblemException damaged(String rule) {
        return new ProblemException(ProblemType.BROKEN_PICTURE, "The picture is damaged: %s".formatted(rule));
    }

    Mat image() {
        return image;
    }

    @Override
    public void close() {
        image.close();
        memory.release(reserved);
    }
}
