package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.picture.PixelRegion;
import dev.edgeinfer.config.Region;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.DetectionResult;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The part of one camera's pictures that the detector looks at. It shares the pixels of the picture, so looking at a
 * part copies none. Used by one thread, which closes it too.
 */
public final class RegionView implements AutoCloseable {

    private final Optional<Region> region;
    private final Mat part = new Mat();
    private PixelRegion place = new PixelRegion(0, 0, 0, 0);

    /** @param region empty: the whole picture */
    public RegionView(Optional<Region> region) {
        this.region = region;
    }

    /** The part of a picture; good until {@link #release}, which is to follow while the picture is still held. */
    public Mat of(Mat image) {
        if (region.isEmpty()) {
            return image;
        }
        place = PixelRegion.of(region.get(), image.cols(), image.rows());
        part.put(image);
        place.cut(part);
        return part;
    }

    /** What was seen in the part, with boxes in pixels of the whole picture. */
    public List<Detection> inPicture(DetectionResult seen) {
        return region.isEmpty()
                ? seen.detections()
                : seen.detections().stream().map(this::moved).toList();
    }

    public void release() {
        part.release();
    }

    private Detection moved(Detection detection) {
        Box box = detection.box();
        return new Detection(
                detection.label(),
                detection.labelId(),
                detection.score(),
                new Box(box.x() + place.left(), box.y() + place.top(), box.width(), box.height()));
    }

    @Override
    public void close() {
        part.close();
    }
}
