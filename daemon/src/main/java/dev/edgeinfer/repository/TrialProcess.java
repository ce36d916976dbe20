package dev.edgeinfer.repository;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.detect.DetectionResult;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The process in which {@link Canary} tries a model: loads it, runs it on the picture that comes in through standard input, and
 * prints one line with what came of it. Whatever the model does, it does it here.
 *
 * <p>Arguments: directory of the bundle, inference threads, milliseconds after which it ends itself.
 */
public final class TrialProcess {

    /** Begins the line with the {@link Trial} as JSON. */
    static final String DONE = "edge-infer trial: ";

    /** Begins the line with a sentence. */
    static final String REFUSED = "edge-infer trial refused: ";

    private static final int MOST_RUNS = 20;
    private static final int LEAST_RUNS = 3;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);
    private static final int BYTES_IN_KB = 1024;

    private TrialProcess() {}

    /** The entry point of the process. */
    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        dieFirst();
        endAfter(Long.parseLong(arguments[2]));
        try {
            Trial trial = run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), System.in.readAllBytes());
            out.println(DONE + new ObjectMapper().writeValueAsString(trial));
        } catch (InvalidDocumentException e) {
            out.println(REFUSED + e.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
            System.exit(1);
        } catch (RuntimeException | LinkageError e) {
            out.println(REFUSED + e.getMessage());
            System.exit(1);
        }
    }

    private static Trial run(Path directory, int threads, byte[] jpeg) {
        ModelBundle bundle = ModelBundle.open(directory.toAbsolutePath().toString(), directory);
        String digest = BundleDigest.of(directory);
        try (Mat picture = picture(jpeg)) {
            long before = memory("VmRSS:");
            LoadedModel loaded = ModelLoader.load(bundle, threads);
            try (Detector detector = new ModelDetector(loaded, DetectorOptions.of(loaded.manifest()))) {
                return timed(detector, picture, before, digest);
            }
        }
    }

    private static Trial timed(Detector detector, Mat picture, long memoryBefore, String digest) {
        // The loader has run the program alone; what is around it is cold.
        detector.detect(picture);
        long[] inferences = new long[MOST_RUNS];
        long[] pictures = new long[MOST_RUNS];
        long begin = System.nanoTime();
        int runs = 0;
        while (runs < MOST_RUNS && (runs < LEAST_RUNS || System.nanoTime() - begin < LONG_ENOUGH.toNanos())) {
            DetectionResult result = detector.detect(picture);
            Timing timing = result.timing();
            inferences[runs] = timing.inferenceNanos();
            pictures[runs] = timing.preprocessNanos() + timing.inferenceNanos() + timing.postprocessNanos();
            runs++;
        }
        long[] measured = Arrays.copyOf(inferences, runs);
        return new Trial(
                runs,
                Trial.percentile(measured, 0.5),
                Trial.percentile(measured, 0.9),
                Trial.percentile(Arrays.copyOf(pictures, runs), 0.5),
                Math.max(0, memory("VmHWM:") - memoryBefore),
                digest);
    }

    /** The picture that came, or a grey one. */
    private static Mat picture(byte[] jpeg) {
        if (jpeg.length > 0) {
            try (var bytes = new BytePointer(jpeg);
                    var encoded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, bytes)) {
                Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
                if (!decoded.empty()) {
                    return decoded;
                }
                decoded.close();
            }
        }
        try (var grey = new Scalar(114, 114, 114, 0)) {
            return new Mat(480, 640, opencv_core.CV_8UC3, grey);
        }
    }

    /** Where memory is short the kernel is to end this process, not the daemon, which has the same limit. */
    private static void dieFirst() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException e) {
            System.err.println("the order in which processes die for memory cannot be changed: " + e);
        }
    }

    /** The daemon ends it earlier, unless that has died. */
    private static void endAfter(long millis) {
        Thread.ofPlatform().name("end").daemon().start(() -> {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        });
    }

    private static long memory(String field) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_IN_KB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
