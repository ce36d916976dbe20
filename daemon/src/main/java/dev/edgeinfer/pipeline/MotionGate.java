package dev.edgeinfer.pipeline;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.NORM_L1;
import static org.bytedeco.opencv.global.opencv_core.absdiff;
import static org.bytedeco.opencv.global.opencv_core.countNonZero;
import static org.bytedeco.opencv.global.opencv_core.norm;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY;
import static org.bytedeco.opencv.global.opencv_imgproc.accumulateWeighted;
import static org.bytedeco.opencv.global.opencv_imgproc.blur;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import dev.edgeinfer.config.MotionConfig;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Decides whether a picture of one camera is worth an inference, by what has changed since the ones before it.
 *
 * <p>Pictures are compared in grey, at {@value #LONG_SIDE} cells along the longer side and blurred, so that noise and the
 * blocks of a codec vanish, with a running average that forgets in about three seconds. What the whole picture has
 * become brighter or darker by is taken off first, so an exposure that follows the sun is no motion. When it is more than
 * the threshold, or half of the picture differs, the light was switched or the camera was pushed: that counts as motion
 * once, and the new picture is at once what is compared with, so that it neither hides what comes next nor goes on for
 * ever.
 *
 * <p>The first pictures, those of another size and those after {@link #forget} are wanted. Used by one thread; allocates
 * nothing in Java while the size stays.
 */
final class MotionGate implements AutoCloseable {

    static final int LONG_SIDE = 80;
    static final long MEMORY_NANOS = 3_000_000_000L;

    /** Pictures that are longer are thinned out to this first, since to average all of their pixels takes milliseconds. */
    private static final int THINNED_SIDE = 640;

    private static final double SUDDEN = 0.5;

    private final int threshold;
    private final double minArea;
    private final long holdNanos;
    private final long keepAliveNanos;

    private final Size picks = new Size(0, 0);
    private final Size cells = new Size(0, 0);
    private final Size neighbours = new Size(3, 3);
    private final Mat thinned = new Mat();
    private final Mat small = new Mat();
    private final Mat grey = new Mat();
    private final Mat smooth = new Mat();
    private final Mat background = new Mat();
    private final Mat expected = new Mat();
    private final Mat difference = new Mat();
    private final Mat everywhere = new Mat();

    private int width;
    private int height;
    private boolean knows;
    private long lastPicture;
    private long lastMotion;
    private long lastWanted;

    MotionGate(MotionConfig config) {
        threshold = config.threshold();
        minArea = config.minArea();
        holdNanos = config.hold().toNanos();
        keepAliveNanos = config.keepAlive().toNanos();
    }

    /** Makes the next picture count as the first: what was seen before says nothing of it. */
    void forget() {
        knows = false;
    }

    /**
     * Takes note of a picture.
     *
     * @param image 8-bit BGR of any size; read only
     * @param capturedNanos when it was captured, not before the one before it
     * @return whether it is worth an inference
     */
    boolean wants(Mat image, long capturedNanos) {
        boolean sameSize = image.cols() == width && image.rows() == height;
        if (!sameSize) {
            follow(image.cols(), image.rows());
        }
        look(image);
        if (!knows || !sameSize) {
            adopt();
            lastMotion = capturedNanos;
            knows = true;
        } else if (isMotion(capturedNanos - lastPicture)) {
            lastMotion = capturedNanos;
        }
        lastPicture = capturedNanos;
        boolean wanted = capturedNanos - lastMotion <= holdNanos || capturedNanos - lastWanted >= keepAliveNanos;
        if (wanted) {
            lastWanted = capturedNanos;
        }
        return wanted;
    }

    private void follow(int columns, int rows) {
        width = columns;
        height = rows;
        shrink(picks, THINNED_SIDE);
        shrink(cells, LONG_SIDE);
    }

    private void shrink(Size size, int longSide) {
        double scale = Math.min(1, longSide / (double) Math.max(width, height));
        size.width(Math.max(1, (int) Math.round(width * scale)));
        size.height(Math.max(1, (int) Math.round(height * scale)));
    }

    private void look(Mat image) {
        Mat pixels = image;
        if (picks.width() < width || picks.height() < height) {
            resize(image, thinned, picks, 0, 0, INTER_NEAREST);
            pixels = thinned;
        }
        resize(pixels, small, cells, 0, 0, INTER_AREA);
        cvtColor(small, grey, COLOR_BGR2GRAY);
        blur(grey, smooth, neighbours);
    }

    /** Takes the present picture for what the place is like. */
    private void adopt() {
        smooth.convertTo(background, CV_32F);
    }

    private boolean isMotion(long sinceNanos) {
        double count = (double) cells.width() * cells.height();
        double brighter = (sum(smooth) - sum(background)) / count;
        background.convertTo(expected, CV_8U, 1, brighter);
        absdiff(smooth, expected, difference);
        threshold(difference, difference, threshold, 1, THRESH_BINARY);
        double changed = countNonZero(difference) / count;
        if (Math.abs(brighter) > threshold || changed > SUDDEN) {
            adopt();
            return true;
        }
        accumulateWeighted(smooth, background, -Math.expm1(-(double) sinceNanos / MEMORY_NANOS));
        return changed > 0 && changed >= minArea;
    }

    /** OpenCV's own sum makes an object of four numbers each time; no value is negative, so this is the same. */
    private double sum(Mat values) {
        return norm(values, NORM_L1, everywhere);
    }

    @Override
    public void close() {
        for (Mat mat : new Mat[] {thinned, small, grey, smooth, background, expected, difference, everywhere}) {
            mat.close();
        }
        picks.close();
        cells.close();
        neighbours.close();
    }
}
