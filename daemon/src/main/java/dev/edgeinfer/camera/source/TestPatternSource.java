package dev.edgeinfer.camera.source;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.config.SourceConfig;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * {@code test://pattern?size=640x480&fps=10}: eight colour bars, as of a television, and a white square that wanders
 * from edge to edge over them. Where it is depends on the time alone, not on the rate.
 */
public final class TestPatternSource implements FrameSource {

    /** White, yellow, cyan, green, magenta, red, blue and black, as blue, green and red. */
    private static final int[][] BARS = {
        {191, 191, 191}, {0, 191, 191}, {191, 191, 0}, {0, 191, 0}, {191, 0, 191}, {0, 0, 191}, {191, 0, 0}, {0, 0, 0}
    };

    /** The square is so much smaller than the shorter side of the picture. */
    private static final int SHARE = 6;

    /** Seconds from one edge to the other and back; they differ, so that it comes everywhere. */
    private static final double ROUND_ACROSS = 4;

    private static final double ROUND_DOWN = 7;

    private final SourceConfig.TestPattern config;
    private final Mat bars;
    private final Scalar white = new Scalar(255, 255, 255, 0);
    private long pictures;

    public TestPatternSource(SourceConfig.TestPattern config) {
        this.config = config;
        bars = bars(config.size().width(), config.size().height());
    }

    @Override
    public Delivery delivery() {
        return Delivery.TIMED;
    }

    @Override
    public boolean grab() {
        pictures++;
        return true;
    }

    @Override
    public long timestampNanos() {
        return Math.round(pictures * (1e9 / config.fps()));
    }

    @Override
    public boolean retrieve(Mat image) {
        bars.copyTo(image);
        int side = Math.max(1, Math.min(image.cols(), image.rows()) / SHARE);
        double seconds = pictures / config.fps();
        int x = wander(seconds / ROUND_ACROSS, image.cols() - side);
        int y = wander(seconds / ROUND_DOWN, image.rows() - side);
        try (Rect square = new Rect(x, y, side, side)) {
            rectangle(image, square, white, FILLED, LINE_8, 0);
        }
        return true;
    }

    @Override
    public void close() {
        bars.close();
        white.close();
    }

    /** From 0 to {@code span} in the first half of a round, and back in the second. */
    private static int wander(double rounds, int span) {
        double phase = rounds - Math.floor(rounds);
        return (int) Math.round(span * (1 - Math.abs(2 * phase - 1)));
    }

    private static Mat bars(int width, int height) {
        Mat picture = new Mat(height, width, CV_8UC3);
        for (int i = 0; i < BARS.length; i++) {
            int from = (int) ((long) width * i / BARS.length);
            int to = (int) ((long) width * (i + 1) / BARS.length);
            try (Rect bar = new Rect(from, 0, to - from, height);
                    Scalar colour = new Scalar(BARS[i][0], BARS[i][1], BARS[i][2], 0)) {
                if (to > from) {
                    rectangle(picture, bar, colour, FILLED, LINE_8, 0);
                }
            }
        }
        return picture;
    }
}
