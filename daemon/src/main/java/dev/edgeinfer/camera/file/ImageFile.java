package dev.edgeinfer.camera.file;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.image.ImageHeader;
import dev.edgeinfer.config.SourceConfig.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads images from files, after a look at how large they are. The memory for a file is used again for the next one, so
 * an instance is for one thread.
 */
final class ImageFile {

    /** No image format needs more for a pixel of 8-bit colour, headers aside. */
    private static final long BYTES_PER_PIXEL = 4;

    private static final long HEADERS = 1 << 20;

    private final long maxPixels;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

    ImageFile(long maxPixels) {
        this.maxPixels = maxPixels;
    }

    /**
     * Reads an image as 8-bit BGR.
     *
     * @param image empty when there is a problem
     * @return what is wrong with the file; a {@link PictureTooLargeException} when it was not decoded for its size
     */
    Optional<SourceException> read(Path file, Mat image) {
        image.release();
        Optional<SourceException> problem;
        try {
            problem = decode(file, image);
        } catch (IOException e) {
            return problem(file, "cannot be read (%s)".formatted(e.getMessage()));
        } catch (RuntimeException e) {
            problem = problem(file, "cannot be decoded by OpenCV (%s)".formatted(e.getMessage()));
        }
        if (problem.isPresent()) {
            image.release();
        }
        return problem;
    }

    private Optional<SourceException> decode(Path file, Mat image) throws IOException {
        if (!Files.isReadable(file)) {
            return problem(file, "may not be read, or was removed");
        }
        if (!Files.isRegularFile(file)) {
            return problem(file, "is not a file but a folder, a pipe or a device");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = channel.size();
            long most = Math.min(Integer.MAX_VALUE, maxPixels * BYTES_PER_PIXEL + HEADERS);
            if (length > most) {
                return problem(file, "has %d bytes, more than any image that max-pixels allows".formatted(length));
            }
            if (bytes.capacity() < length) {
                bytes = ByteBuffer.allocateDirect((int) length);
            }
            bytes.clear().limit((int) length);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // A read may give less than there is.
            }
            bytes.flip();
        }
        Optional<Size> size = ImageHeader.size(bytes);
        if (size.isEmpty()) {
            return problem(file, "is not an image, or is damaged");
        }
        if (size.get().pixels() > maxPixels) {
            return Optional.of(new PictureTooLargeException(file.toString(), size.get(), maxPixels));
        }
        try (BytePointer pointer = new BytePointer(bytes);
                Mat encoded = new Mat(1, bytes.limit(), CV_8UC1, pointer)) {
            imdecode(encoded, IMREAD_COLOR, image);
        }
        return image.empty() ? problem(file, "is damaged") : Optional.empty();
    }

    private static Optional<SourceException> problem(Path file, String rule) {
        return Optional.of(new SourceException(
                "\"%s\" %s; name a BMP, JPEG, PNG, PGM, PPM, TIFF or WebP image".formatted(file, rule)));
    }
}
