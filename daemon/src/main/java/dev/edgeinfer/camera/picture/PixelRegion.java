package dev.edgeinfer.camera.picture;

import dev.edgeinfer.config.Region;
import org.bytedeco.opencv.opencv_core.Mat;

/** A rectangle of whole pixels inside a picture, of at least one pixel. */
public record PixelRegion(int left, int top, int width, int height) {

    /** More rows or columns than any picture has. */
    private static final int ALL = 1 << 24;

    /** A region of pictures of a size; its edges are rounded to the nearest pixel. */
    public static PixelRegion of(Region region, int pictureWidth, int pictureHeight) {
        int left = edge(region.x(), 0, pictureWidth - 1, pictureWidth);
        int top = edge(region.y(), 0, pictureHeight - 1, pictureHeight);
        int right = edge(region.x() + region.width(), left + 1, pictureWidth, pictureWidth);
        int bottom = edge(region.y() + region.height(), top + 1, pictureHeight, pictureHeight);
        return new PixelRegion(left, top, right - left, bottom - top);
    }

    private static int edge(double part, int least, int most, int length) {
        return Math.clamp(Math.round(part * length), least, most);
    }

    /** Makes a Mat that shows a whole picture show this part of it; no pixel moves. */
    public void cut(Mat whole) {
        whole.adjustROI(-top, top + height - whole.rows(), -left, left + width - whole.cols());
    }

    /** Undoes {@link #cut}; harmless for a Mat that was not cut, or is empty. */
    public static void uncut(Mat part) {
        if (!part.empty()) {
            part.adjustROI(ALL, ALL, ALL, ALL);
        }
    }
}
