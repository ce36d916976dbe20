package dev.edgeinfer.camera.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.edgeinfer.camera.SourceException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Converts one decoder's pictures, as they come, straight into a Mat of 8-bit BGR.
 *
 * <p>Used by one thread at a time. Owns the native converter, which {@link #close} frees; the picture is the reader's
 * and must live as long.
 */
final class BgrConverter implements AutoCloseable {

    /**
     * The fast converters work on groups of pixels and leave the rest of a row as it was when the rows lie close
     * together, as they do in a Mat. Other widths take the exact converter.
     */
    private static final int FAST_WIDTH = 16;

    private static final int ONE = 1 << 16;

    private final AVFrame picture;

    /** Where the decoder leaves the planes of its picture, and where the converter is told to write. */
    private final PointerPointer<?> planes;

    private final IntPointer strides;
    private final PointerPointer<Pointer> target = new PointerPointer<>(4);
    private final IntPointer targetStrides = new IntPointer(4);

    private SwsContext converter;
    private Layout layout;

    /** What a converter was made for. */
    private record Layout(int width, int height, int pixelFormat, int colorSpace, int range) {}

    /** @param picture where the decoder leaves each picture */
    BgrConverter(AVFrame picture) {
        this.picture = picture;
        planes = picture.data();
        strides = picture.linesize();
    }

    /** Converts the picture into {@code image}, whose memory is used again when it has the size. */
    void copyTo(Mat image) {
        int width = picture.width();
        int height = picture.height();
        image.create(height, width, CV_8UC3);
        prepareConverter(width, height);
        target.put(0, image.data());
        targetStrides.put(0, (int) image.step());
        sws_scale(converter, planes, strides, 0, height, target, targetStrides);
    }

    /** Call it once, before the picture is freed. */
    @Override
    public void close() {
        sws_freeContext(converter);
        target.close();
        targetStrides.close();
    }

    private void prepareConverter(int width, int height) {
        Layout wanted = new Layout(width, height, picture.format(), picture.colorspace(), picture.color_range());
        if (wanted.equals(layout)) {
            return;
        }
        converter = sws_getCachedContext(
                converter,
                width,
                height,
                wanted.pixelFormat(),
                width,
                height,
                AV_PIX_FMT_BGR24,
                width % FAST_WIDTH == 0 ? SWS_BILINEAR : SWS_BILINEAR | SWS_ACCURATE_RND,
                null,
                null,
                (DoublePointer) null);
        if (converter == null) {
            throw new SourceException("pictures of %d × %d in pixel format %d cannot be converted to BGR"
                    .formatted(width, height, wanted.pixelFormat()));
        }
        IntPointer matrix = sws_getCoefficients(wanted.colorSpace());
        int sourceRange = wanted.range() == AVCOL_RANGE_JPEG ? 1 : 0;
        sws_setColorspaceDetails(converter, matrix, sourceRange, matrix, 1, 0, ONE, ONE);
        layout = wanted;
    }
}
