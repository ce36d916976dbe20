package dev.edgeinfer.bench;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;

import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Prints what preprocessing and postprocessing cost on one core: the median of each stage, and its ratio to the
 * inference of the same run.
 *
 * <pre>{@code PrePostBench BUNDLE IMAGE [WIDTH HEIGHT] [--multi-label]}</pre>
 */
public final class PrePostBench {

    private static final int WARM_UP = 200;
    private static final int RUNS = 500;

    private PrePostBench() {}

    public static void main(String[] args) {
        boolean multiLabel = Arrays.asList(args).contains("--multi-label");
        int width = args.length > 3 ? Integer.parseInt(args[2]) : 640;
        int height = args.length > 3 ? Integer.parseInt(args[3]) : 480;
        opencv_core.setNumThreads(1);
        var model = ModelLoader.load(ModelBundle.open(args[0], Path.of("models")), 1);
        var advised = DetectorOptions.of(model.manifest());
        var options = multiLabel ? new DetectorOptions(0.01, 0.65, advised.nms(), 300, true) : advised;
        try (var detector = new ModelDetector(model, options);
                var image = imread(args[1], IMREAD_COLOR);
                var size = new Size(width, height);
                var frame = new Mat()) {
            opencv_imgproc.resize(image, frame, size);
            var results = new DetectionResult[RUNS];
            for (int run = -WARM_UP; run < RUNS; run++) {
                DetectionResult result = detector.detect(frame);
                if (run >= 0) {
                    results[run] = result;
                }
            }
            double inference = print("inference", results, Timing::inferenceNanos, Double.NaN);
            double preprocess = print("preprocess", results, Timing::preprocessNanos, inference);
            double postprocess = print("postprocess", results, Timing::postprocessNanos, inference);
            System.out.printf(
                    Locale.ROOT,
                    "pre + post   %8.0f µs, %.3f of inference, for %d detections in %d×%d%n",
                    preprocess + postprocess,
                    (preprocess + postprocess) / inference,
                    results[0].detections().size(),
                    width,
                    height);
        }
    }

    /** Prints the median of a stage and returns it in microseconds. */
    private static double print(
            String stage, DetectionResult[] results, ToLongFunction<Timing> nanos, double inference) {
        double median = Arrays.stream(results)
                        .map(DetectionResult::timing)
                        .mapToLong(nanos)
                        .sorted()
                        .skip(results.length / 2)
                        .findFirst()
                        .orElseThrow()
                / 1e3;
        String ratio =
                Double.isNaN(inference) ? "" : String.format(Locale.ROOT, ", %.3f of inference", median / inference);
        System.out.printf(Locale.ROOT, "%-12s %8.0f µs%s%n", stage, median, ratio);
        return median;
    }
}
