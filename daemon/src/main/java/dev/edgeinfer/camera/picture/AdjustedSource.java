package dev.edgeinfer.camera.picture;

import dev.edgeinfer.camera.ForwardingSource;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.config.PictureConfig;
import dev.edgeinfer.config.Region;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A source whose pictures are rotated, mirrored, cropped and masked, in this order, before anybody sees them. What a
 * mask hides is black in the frame itself, so that no detector, snapshot or stream can show it.
 *
 * <p>A crop copies nothing: the frame's Mat then shows a part of the memory that the source has written. Mirrors and
 * masks work in place; only a quarter turn needs a picture of its own, which is kept.
 */
public final class AdjustedSource extends ForwardingSource {

    private final Orientation orientation;
    private final Optional<Region> crop;
    private final Optional<PrivacyMask> mask;

    /** What the source writes when it is to be transposed; empty otherwise. */
    private final Mat captured = new Mat();

    private AdjustedSource(FrameSource source, PictureConfig picture) {
        super(source);
        orientation = Orientation.of(picture);
        crop = picture.crop();
        mask = Optional.of(picture.mask()).filter(areas -> !areas.isEmpty()).map(PrivacyMask::new);
    }

    /** The source itself when there is nothing to do. */
    public static FrameSource of(FrameSource source, PictureConfig picture) {
        return picture.keepsPixels() ? source : new AdjustedSource(source, picture);
    }

    @Override
    public boolean retrieve(Mat image) {
        Mat decoded = orientation.transposes() ? captured : image;
        PixelRegion.uncut(decoded);
        if (!source.retrieve(decoded)) {
            return false;
        }
        crop.ifPresent(region -> cut(decoded, region));
        orientation.apply(decoded, image);
        mask.ifPresent(hidden -> hidden.blacken(image));
        return true;
    }

    private void cut(Mat decoded, Region region) {
        int width = decoded.cols();
        int height = decoded.rows();
        PixelRegion upright = orientation.transposes()
                ? PixelRegion.of(region, height, width)
                : PixelRegion.of(region, width, height);
        orientation.captured(upright, width, height).cut(decoded);
    }

    @Override
    public void close() {
        try (captured) {
            source.close();
        }
    }
}
