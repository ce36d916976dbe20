package dev.edgeinfer.camera.command;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_YUV2BGR_I420;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_YUV2BGR_NV12;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_YUV2BGR_YUYV;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.edgeinfer.config.SourceConfig.Size;
import dev.edgeinfer.config.SourceConfig.StreamFormat;
import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Raw pictures of one size, one after the other. Each is read from the pipe into the memory of the picture that OpenCV
 * converts, without another copy.
 */
final class RawPictures implements PictureStream {

    private static final int NONE = -1;

    private final ToIntFunction<ByteBuffer> bytes;
    private final Mat picture;
    private final ByteBuffer memory;

    /** OpenCV's code of the conversion, or {@link #NONE} where it is BGR already. */
    private final int conversion;

    /**
     * @param format a raw one
     * @param bytes waits for bytes and puts as many into a buffer as there are, or as fit; gives how many, -1 at the end
     */
    RawPictures(StreamFormat format, Size size, ToIntFunction<ByteBuffer> bytes) {
        this.bytes = bytes;
        int width = size.width();
        int height = size.height();
        picture = switch (format) {
            case YUV420, NV12 -> new Mat(height * 3 / 2, width, CV_8UC1);
            case YUYV -> new Mat(height, width, CV_8UC2);
            case RGB24, BGR24 -> new Mat(height, width, CV_8UC3);
            case GRAY -> new Mat(height, width, CV_8UC1);
            case H264, H265, MJPEG, MPEGTS -> throw new IllegalArgumentException(format + " is not raw");
        };
        conversion = switch (format) {
            case YUV420 -> COLOR_YUV2BGR_I420;
            case NV12 -> COLOR_YUV2BGR_NV12;
            case YUYV -> COLOR_YUV2BGR_YUYV;
            case RGB24 -> COLOR_RGB2BGR;
            case GRAY -> COLOR_GRAY2BGR;
            default -> NONE;
        };
        memory = picture.createBuffer();
    }

    @Override
    public boolean next() {
        memory.clear();
        while (memory.hasRemaining()) {
            if (bytes.applyAsInt(memory) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void copyTo(Mat image) {
        if (conversion == NONE) {
            picture.copyTo(image);
        } else {
            cvtColor(picture, image, conversion);
        }
    }

    @Override
    public String rest() {
        return memory.position() == 0
                ? ""
                : " and %d of the %d bytes of another".formatted(memory.position(), memory.capacity());
    }

    @Override
    public void close() {
        picture.close();
    }
}
