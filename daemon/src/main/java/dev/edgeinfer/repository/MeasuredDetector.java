package dev.edgeinfer.repository;

import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.PreparedPicture;
import dev.edgeinfer.detect.Timing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/** A detector that remembers how long its last pictures took, in nanoseconds. */
final class MeasuredDetector implements Detector {

    private static final int KEPT = 128;

    private final Detector detector;
    private final long[] inferences = new long[KEPT];
    private final long[] pictures = new long[KEPT];
    private long count;

    /** @param detector taken over */
    MeasuredDetector(Detector detector) {
        this.detector = detector;
    }

    @Override
    public PreparedPicture prepare(Mat image) {
        PreparedPicture picture = detector.prepare(image);
        return () -> remembered(picture.detect());
    }

    @Override
    public DetectionResult detect(Mat image, double minScore) {
        return remembered(detector.detect(image, minScore));
    }

    @Override
    public ModelSignature signature() {
        return detector.signature();
    }

    @Override
    public Timing run(ByteBuffer input, List<Optional<ByteBuffer>> outputs) {
        return detector.run(input, outputs);
    }

    @Override
    public void close() {
        detector.close();
    }

    /** Times of the inferences; empty: none yet. */
    synchronized long[] inferences() {
        return Arrays.copyOf(inferences, (int) Math.min(count, KEPT));
    }

    /** Times of the whole, from a picture to detections. */
    synchronized long[] pictures() {
        return Arrays.copyOf(pictures, (int) Math.min(count, KEPT));
    }

    private DetectionResult remembered(DetectionResult result) {
        Timing timing = result.timing();
        synchronized (this) {
            int at = (int) (count++ % KEPT);
            inferences[at] = timing.inferenceNanos();
            pictures[at] = timing.preprocessNanos() + timing.inferenceNanos() + timing.postprocessNanos();
        }
        return result;
    }
}
