package dev.edgeinfer.cli;

import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Nms;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bytedeco.opencv.opencv_core.Mat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge-infer detect}. */
@Command(
        name = "detect",
        sortOptions = false,
        description = {
            "Detects things in pictures with the code that the daemon uses, and prints one line a detection.",
            "A picture that cannot be read is named on stderr; the rest is done, and the exit code is 1."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  edge-infer detect photo.jpg",
            "  edge-infer detect --model ./my-model --min-score 0.3 --draw /tmp/boxes photos/",
            "  edge-infer detect --model nanodet-g --json detections.json coco/validation/images"
        })
final class DetectCommand implements Callable<Integer> {

    /** What average precision is measured with: nearly everything the model says, to be ranked by its scores. */
    private static final double EVALUATION_MIN_SCORE = 0.01;

    private static final double EVALUATION_IOU = 0.65;
    private static final int EVALUATION_DETECTIONS = 300;
    private static final int MAX_THREADS = 256;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = {
                "Writes all detections into one JSON list instead of printing them.",
                "As this is for measuring a model, the options below then default to what average precision is measured"
                        + " with: min-score 0.01, iou 0.65, nms class-wise, multi-label, at most 300 a picture."
            })
    private Optional<Path> json;

    @Option(
            names = "--draw",
            paramLabel = "DIR",
            description = "Writes a copy of each picture with the detections drawn into it.")
    private Optional<Path> draw;

    @Option(names = "--min-score", paramLabel = "SCORE", description = "Least score, 0..1; the model's own by default.")
    private Optional<Double> minScore;

    @Option(
            names = "--iou",
            paramLabel = "IOU",
            description = "Overlap above which the lower-scored of two boxes goes, 0..1; the model's own by default.")
    private Optional<Double> iou;

    @Option(
            names = "--nms",
            paramLabel = "MODE",
            converter = NmsWords.class,
            completionCandidates = NmsWords.class,
            description = "Which boxes can suppress each other: ${COMPLETION-CANDIDATES}; the model's own by default.")
    private Optional<Nms> nms;

    @Option(
            names = "--multi-label",
            negatable = true,
            description = "Whether one place can be of several classes; off by default.")
    private Optional<Boolean> multiLabel;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute, 1..256; as many as there are processors by default.")
    private Optional<Integer> threads;

    @Parameters(
            paramLabel = "IMAGES",
            arity = "1..*",
            description = "Image files, and folders for the images in them. They are taken as stored: an orientation in"
                    + " the file's EXIF data is not applied.")
    private List<Path> images;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requireRanges();
        List<Path> files = ImageFiles.of(images);
        if (json.isPresent() || draw.isPresent()) {
            ImageFiles.requireDifferentNames(files);
        }
        Optional<Drawings> drawings = draw.map(Drawings::new);
        try (Detector detector = detector();
                DetectionsOutput output = json.<DetectionsOutput>map(DetectionsFile::new)
                        .orElseGet(() -> new DetectionsText(spec.commandLine().getOut()))) {
            int failures = 0;
            for (Path file : files) {
                try (Mat image = ImageFiles.read(file)) {
                    List<Detection> detections = detector.detect(image).detections();
                    output.add(file, detections);
                    drawings.ifPresent(folder -> folder.write(file, image, detections));
                } catch (ImageException e) {
                    spec.commandLine().getErr().println("edge-infer: " + e.getMessage());
                    failures++;
                }
            }
            return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private void requireRanges() {
        var range = new OptionRange(spec.commandLine());
        minScore.ifPresent(score -> range.require("--min-score", score, 0, 1));
        iou.ifPresent(overlap -> range.require("--iou", overlap, 0, 1));
        threads.ifPresent(number -> range.require("--threads", number, 1, MAX_THREADS));
    }

    private Detector detector() {
        ModelBundle bundle = model.open();
        var loaded = ModelLoader.load(bundle, threads.orElseGet(Runtime.getRuntime()::availableProcessors));
        return new ModelDetector(loaded, options(loaded.manifest()));
    }

    private DetectorOptions options(ModelManifest manifest) {
        DetectorOptions base = json.isPresent() ? evaluation(manifest) : DetectorOptions.of(manifest);
        return new DetectorOptions(
                minScore.orElse(base.minScore()),
                iou.orElse(base.iou()),
                nms.orElse(base.nms()),
                base.maxDetections(),
                multiLabel.orElse(base.multiLabel()));
    }

    private static DetectorOptions evaluation(ModelManifest manifest) {
        Nms suppression = manifest.decoder().needsNms() ? Nms.CLASS_WISE : Nms.NONE;
        return new DetectorOptions(EVALUATION_MIN_SCORE, EVALUATION_IOU, suppression, EVALUATION_DETECTIONS, true);
    }
}
