package dev.edgeinfer.pipeline;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.PreparedPicture;
import dev.edgeinfer.detect.TensorSpec;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.model.ModelManifest.Dtype;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.bytedeco.opencv.opencv_core.Mat;

/** Sees one thing in every picture: its first byte, as the label id. */
public final class FakeDetector implements Detector {

    private final AtomicInteger calls = new AtomicInteger();
    private volatile IntFunction<RuntimeException> failure = _ -> null;
    private final AtomicInteger prepared = new AtomicInteger();
    private volatile long inferenceNanos = 2;
    private volatile Semaphore gate = new Semaphore(Integer.MAX_VALUE);

    /** @param failureOfCall what the call of a number, from 1, throws; null: nothing */
    FakeDetector failing(IntFunction<RuntimeException> failureOfCall) {
        failure = failureOfCall;
        return this;
    }

    /** Makes every call wait for a permit. */
    public FakeDetector behind(Semaphore permits) {
        gate = permits;
        return this;
    }

    /** What it says that an inference has taken. */
    FakeDetector taking(Duration inference) {
        inferenceNanos = inference.toNanos();
        return this;
    }

    public int calls() {
        return calls.get();
    }

    int prepared() {
        return prepared.get();
    }

    @Override
    public PreparedPicture prepare(Mat image) {
        int level = image.data().get() & 0xff;
        Box box = new Box(0, 0, image.cols(), image.rows());
        prepared.incrementAndGet();
        return () -> detect(level, box);
    }

    private DetectionResult detect(int level, Box box) {
        RuntimeException exception = failure.apply(calls.incrementAndGet());
        gate.acquireUninterruptibly();
        if (exception != null) {
            throw exception;
        }
        return new DetectionResult(
                List.of(new Detection("level " + level, level, 1, box)), new Timing(1, inferenceNanos, 3));
    }

    @Override
    public DetectionResult detect(Mat image, double minScore) {
        return detect(image);
    }

    @Override
    public ModelSignature signature() {
        var scalar = new TensorSpec("input", Dtype.UINT8, List.of(1L));
        return new ModelSignature("fake", "1", scalar, List.of());
    }

    @Override
    public Timing run(ByteBuffer input, List<Optional<ByteBuffer>> outputs) {
        calls.incrementAndGet();
        gate.acquireUninterruptibly();
        return new Timing(1, 2, 3);
    }

    @Override
    public void close() {
        // Nothing to free.
    }
}
