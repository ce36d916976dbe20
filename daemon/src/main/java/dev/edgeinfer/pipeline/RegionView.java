package dev.edgeinfer.pipeline;

import dev.edgeinfer.camera.PixelRegion;
import dev.edgeinfer.config.Region;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The part of one camera's pictures that the detector looks at. It shares the pixels of the picture, so looking at a
 * part copies none. Used by the inference thread, which closes it too.
 */
final class RegionView implements AutoCloseable {

    private final Optional<Region> region;
    private final Mat part = new Mat();

    /** @param region empty: the whole picture */
    RegionView(Optional<Region> region) {
        this.region = region;
    }

    /** Runs a detector on the part; the boxes are in pixels of the whole picture. */
    DetectionResult detect(Detector detector, Mat image) {
        if (region.isEmpty()) {
            return detector.detect(image);
        }
        PixelRegion place = PixelRegion.of(region.get(), image.cols(), image.rows());
        part.put(image);
        try {
            place.cut(part);
            DetectionResult seen = detector.detect(part);
            return new DetectionResult(
                    seen.detections().stream()
                            .map(detection -> moved(detection, place))
                            .toList(),
                    seen.timing());
        } finally {
            part.release();
        }
    }

    private static Detection moved(Detection detection, PixelRegion place) {
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
