package dev.edgeinfer.camera.picture;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;

import dev.edgeinfer.config.PictureConfig;
import dev.edgeinfer.config.PictureConfig.Flip;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How captured pictures are turned upright. Any row of quarter turns and mirrors is one of eight: the picture is
 * transposed or not, then mirrored or not in each direction.
 *
 * @param transposes whether rows become columns, first of all
 * @param mirrorsColumns whether left becomes right, after that
 * @param mirrorsRows whether up becomes down, after that
 */
record Orientation(boolean transposes, boolean mirrorsColumns, boolean mirrorsRows) {

    // What OpenCV's flip is told.
    private static final int ROWS = 0;
    private static final int COLUMNS = 1;
    private static final int BOTH = -1;

    static Orientation of(PictureConfig picture) {
        Orientation turned =
                switch (picture.rotation()) {
                    case NONE -> new Orientation(false, false, false);
                    case QUARTER -> new Orientation(true, true, false);
                    case HALF -> new Orientation(false, true, true);
                    case THREE_QUARTERS -> new Orientation(true, false, true);
                };
        return new Orientation(
                turned.transposes,
                turned.mirrorsColumns != picture.flip().equals(Optional.of(Flip.HORIZONTAL)),
                turned.mirrorsRows != picture.flip().equals(Optional.of(Flip.VERTICAL)));
    }

    /** Where in a captured picture of a size a part of the upright picture lies. */
    PixelRegion captured(PixelRegion upright, int capturedWidth, int capturedHeight) {
        int uprightWidth = transposes ? capturedHeight : capturedWidth;
        int uprightHeight = transposes ? capturedWidth : capturedHeight;
        int left = mirrorsColumns ? uprightWidth - upright.left() - upright.width() : upright.left();
        int top = mirrorsRows ? uprightHeight - upright.top() - upright.height() : upright.top();
        return transposes
                ? new PixelRegion(top, left, upright.height(), upright.width())
                : new PixelRegion(left, top, upright.width(), upright.height());
    }

    /** @param upright takes the picture; the captured one itself unless this {@link #transposes} */
    void apply(Mat captured, Mat upright) {
        if (transposes) {
            transpose(captured, upright);
        }
        if (mirrorsColumns || mirrorsRows) {
            flip(upright, upright, mirrorsColumns && mirrorsRows ? BOTH : mirrorsRows ? ROWS : COLUMNS);
        }
    }
}
