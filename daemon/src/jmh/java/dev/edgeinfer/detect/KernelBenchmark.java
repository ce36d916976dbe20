package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.ModelManifest.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a frame costs on the inference thread beside the model: letterbox, and suppression of so many candidates. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {

    static final int SIDE = 416;
    static final int LABELS = 80;

    /** As of the default model. */
    static Input input() {
        return new Input(
                SIDE,
                SIDE,
                Layout.NCHW,
                Dtype.FLOAT32,
                Colour.BGR,
                List.of(103.53, 116.28, 123.675),
                List.of(57.375, 57.12, 58.395),
                new Fit.Letterbox(Fit.Position.CENTRE, 114));
    }

    static ByteBuffer floats(long count) {
        return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.nativeOrder());
    }

    /** A frame of 640×480 of noise. */
    @State(Scope.Thread)
    public static class Frames {

        private final Mat frame = new Mat(480, 640, opencv_core.CV_8UC3);
        private InputWriter writer;

        @Setup
        public void setUp() {
            opencv_core.setNumThreads(1);
            byte[] noise = new byte[640 * 480 * 3];
            new Random(1).nextBytes(noise);
            frame.data().put(noise);
            writer = new InputWriter(input(), floats(3L * SIDE * SIDE));
        }

        @TearDown
        public void tearDown() {
            writer.close();
            frame.close();
        }
    }

    /** Candidates of 80 classes all over the picture, of which about every second overlaps a better one. */
    @State(Scope.Thread)
    public static class Boxes {

        @Param({"0", "100", "10000"})
        private int candidates;

        private final Candidates boxes = new Candidates();
        private final Nms nms = new Nms(LABELS);

        @Setup
        public void setUp() {
            var random = new Random(1);
            boxes.clear(0.1f);
            for (int i = 0; i < candidates; i++) {
                float x = random.nextFloat(SIDE);
                float y = random.nextFloat(SIDE);
                float size = 20 + random.nextFloat(100);
                boxes.add(x, y, x + size, y + size, 0.1f + random.nextFloat(0.9f), random.nextInt(LABELS));
            }
        }
    }

    @Benchmark
    public Object letterbox(Frames state) {
        return state.writer.write(state.frame);
    }

    @Benchmark
    public int nms(Boxes state) {
        return state.nms.run(state.boxes, ModelManifest.Nms.CLASS_WISE, 0.6f, 300);
    }
}
