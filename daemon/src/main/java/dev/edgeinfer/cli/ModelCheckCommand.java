package dev.edgeinfer.cli;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge-infer model check}. */
@Command(
        name = "check",
        description = {
            "Checks that a model can be used: its manifest, its program's size and hash, its shapes, and that it runs.",
            "One line a check; the first one that fails ends it with exit code 1."
        },
        footerHeading = "%nExamples:%n",
        footer = "  edge-infer model check ./my-model")
final class ModelCheckCommand implements Runnable {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    @Parameters(paramLabel = "MODEL", description = "Name of a model or directory of a bundle.")
    private String model;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        ModelBundle bundle =
                check("manifest", () -> ModelBundle.open(model, ModelsDirectory.ofProcess()), found -> "%s %s in %s"
                        .formatted(found.manifest().name(), found.manifest().version(), found.directory()));
        check("program", () -> bundle, found -> {
            found.verifyProgram();
            return found.manifest().sha256().isPresent() ? "SHA-256 as stated" : "its manifest states no SHA-256";
        });
        LoadedModel loaded = check(
                "shapes",
                () -> ModelLoader.load(bundle, 1),
                found -> "fit decoder " + found.manifest().decoder().name().toLowerCase(java.util.Locale.ROOT));
        try (Detector detector = new ModelDetector(loaded, DetectorOptions.of(loaded.manifest()));
                Scalar grey = new Scalar(114, 114, 114, 0);
                Mat image = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, grey)) {
            check("run", () -> detector.detect(image), result -> "%.1f ms of inference on one thread"
                    .formatted(result.timing().inferenceNanos() / 1e6));
        }
    }

    /** Does one step; its failure is the command's. */
    private <T> T check(String name, Supplier<T> step, Function<T, String> finding) {
        var out = spec.commandLine().getOut();
        try {
            T result = step.get();
            out.printf("ok      %-10s%s%n", name, finding.apply(result));
            return result;
        } catch (RuntimeException e) {
            out.printf("FAILED  %s%n", name);
            out.flush();
            throw e;
        }
    }
}
