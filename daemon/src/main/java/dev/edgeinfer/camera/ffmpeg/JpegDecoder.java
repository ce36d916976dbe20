package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.edgeinfer.camera.PictureTooLargeException;
import dev.edgeinfer.camera.image.ImageHeader;
import dev.edgeinfer.config.SourceConfig.Size;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes JPEGs with OpenCV straight to BGR, and only those that somebody wants: a packet costs nothing until its picture
 * is copied. A smaller picture costs less, since the transform of each block is done for as many pixels as are wanted.
 */
public final class JpegDecoder implements PacketDecoder {

    private final String name;
    private final long maxPixels;
    private final int mode;
    private final AVPacket jpeg = av_packet_alloc();
    private boolean isNew;

    /**
     * @param name of the source, for people
     * @param scale 1, 2, 4 or 8: so much smaller is the picture in width and height
     */
    public JpegDecoder(String name, int scale, long maxPixels) {
        this.name = name;
        this.maxPixels = maxPixels;
        int colour =
                switch (scale) {
                    case 1 -> IMREAD_COLOR;
                    case 2 -> IMREAD_REDUCED_COLOR_2;
                    case 4 -> IMREAD_REDUCED_COLOR_4;
                    case 8 -> IMREAD_REDUCED_COLOR_8;
                    default -> throw new IllegalArgumentException("no JPEG is decoded to 1/" + scale);
                };
        mode = colour | IMREAD_IGNORE_ORIENTATION;
    }

    @Override
    public void send(AVPacket packet) {
        av_packet_unref(jpeg);
        isNew = packet != null && packet.size() > 0 && av_packet_ref(jpeg, packet) >= 0;
    }

    @Override
    public Outcome receive() {
        if (!isNew) {
            return Outcome.NEEDS_MORE;
        }
        isNew = false;
        return Outcome.PICTURE;
    }

    @Override
    public boolean copyTo(Mat image) {
        int length = jpeg.size();
        Optional<Size> size = ImageHeader.size(jpeg.data().capacity(length).asByteBuffer());
        if (size.isEmpty()) {
            return false;
        }
        if (size.get().pixels() > maxPixels) {
            throw new PictureTooLargeException(name, size.get(), maxPixels);
        }
        try (Mat encoded = new Mat(1, length, CV_8UC1, jpeg.data())) {
            return decode(encoded, image);
        } catch (RuntimeException e) {
            // OpenCV has thrown out of a damaged picture; the next may be good.
            return false;
        }
    }

    @Override
    public void flush() {
        isNew = false;
    }

    @Override
    public void close() {
        av_packet_free(jpeg);
    }

    /** What OpenCV returns is empty when it fails; {@code image} may hold another picture then. */
    private boolean decode(Mat encoded, Mat image) {
        try (Mat decoded = imdecode(encoded, mode, image)) {
            return !decoded.empty();
        }
    }
}
