package dev.edgeinfer.detect;

import dev.edgeinfer.model.OutputTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Each decoder on outputs of an input of 416×416 with 80 classes: noise below the least score, and about 20 cells above. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class DecoderBenchmark {

    private static final float MIN_SCORE = 0.4f;
    private static final float SEEN = 0.9f;
    private static final int OBJECTS = 20;
    private static final int LABELS = KernelBenchmark.LABELS;
    private static final List<Integer> STRIDES = List.of(8, 16, 32);
    private static final int CELLS = 52 * 52 + 26 * 26 + 13 * 13;

    @Param({"nanodet", "yolox", "yolov5", "yolov8", "end2end", "classify"})
    private String decoder;

    private final Random random = new Random(1);
    private final Candidates candidates = new Candidates();
    private OutputDecoder decoding;

    @Setup
    public void setUp() {
        decoding = switch (decoder) {
            case "nanodet" -> nanodet();
            case "yolox" -> new YoloxDecoder(rows(CELLS), KernelBenchmark.input(), STRIDES);
            case "yolov5" -> new YoloV5Decoder(rows(3 * CELLS));
            case "yolov8" -> new YoloV8Decoder(planes());
            case "end2end" -> new End2EndDecoder(ranked(), LABELS);
            case "classify" -> new ClassifyDecoder(noise(1, 1000), KernelBenchmark.input());
            default -> throw new IllegalArgumentException(decoder);
        };
    }

    @Benchmark
    public int decode() {
        candidates.clear(MIN_SCORE);
        decoding.decode(candidates, false);
        return candidates.size();
    }

    private OutputDecoder nanodet() {
        Stream<OutputTensor> scores = STRIDES.stream().map(stride -> {
            int side = KernelBenchmark.SIDE / stride;
            OutputTensor map = noise(1, LABELS, side, side);
            for (int i = 0; i < OBJECTS / STRIDES.size(); i++) {
                set(map, random.nextInt(LABELS * side * side), SEEN);
            }
            return map;
        });
        Stream<OutputTensor> logits = STRIDES.stream().map(stride -> {
            int side = KernelBenchmark.SIDE / stride;
            return noise(1, 44, side, side);
        });
        return new NanoDetDecoder(Stream.concat(scores, logits).toList(), STRIDES);
    }

    /** Rows of a box, whether it is one, and the scores of the classes. */
    private OutputTensor rows(int count) {
        int row = 5 + LABELS;
        OutputTensor rows = noise(1, count, row);
        for (int i = 0; i < OBJECTS; i++) {
            int at = row * random.nextInt(count);
            set(rows, at + 4, SEEN);
            set(rows, at + 5 + random.nextInt(LABELS), SEEN);
        }
        return rows;
    }

    private OutputTensor planes() {
        OutputTensor planes = noise(1, 4 + LABELS, CELLS);
        for (int i = 0; i < OBJECTS; i++) {
            set(planes, 4 * CELLS + random.nextInt(LABELS * CELLS), SEEN);
        }
        return planes;
    }

    private OutputTensor ranked() {
        OutputTensor rows = OutputTensor.ofFloats(KernelBenchmark.floats(300L * 6), 1, 300, 6);
        for (int i = 0; i < OBJECTS; i++) {
            float[] values = {10 * i, 10 * i, 10 * i + 50, 10 * i + 80, SEEN, i};
            for (int k = 0; k < values.length; k++) {
                set(rows, 6 * i + k, values[k]);
            }
        }
        return rows;
    }

    private OutputTensor noise(long... shape) {
        var memory = KernelBenchmark.floats(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        FloatBuffer values = memory.asFloatBuffer();
        while (values.hasRemaining()) {
            values.put(random.nextFloat(0.3f));
        }
        return OutputTensor.ofFloats(memory, shape);
    }

    private static void set(OutputTensor tensor, int index, float value) {
        tensor.floats().put(index, value);
    }
}
