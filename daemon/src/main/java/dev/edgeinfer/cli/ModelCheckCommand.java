package dev.edgeinfer.cli;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.DetectorOptions;
import dev.edgeinfer.detect.ModelDetector;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.yaml.YamlValue;
import java.io.PrintWriter;
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

    private String step;

    @Override
    public void run() {
        try {
            check();
        } catch (RuntimeException e) {
            out().printf("FAILED  %s%n", step);
            throw e;
        }
    }

    private void check() {
        step = "manifest";
        ModelBundle bundle = ModelBundle.open(model, ModelsDirectory.ofProcess());
        ModelManifest manifest = bundle.manifest();
        passed("%s %s in %s".formatted(manifest.name(), manifest.version(), bundle.directory()));

        step = "program";
        bundle.verifyProgram();
        passed(manifest.sha256().isPresent() ? "SHA-256 as stated" : "its manifest states no SHA-256");

        step = "shapes";
        LoadedModel loaded = ModelLoader.load(bundle, 1);
        passed("fit decoder " + YamlValue.word(loaded.manifest().decoder()));

        step = "run";
        try (Detector detector = new ModelDetector(loaded, DetectorOptions.of(loaded.manifest()));
                Scalar grey = new Scalar(114, 114, 114, 0);
                Mat image = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, grey)) {
            long nanos = detector.detect(image).timing().inferenceNanos();
            passed("%.1f ms of inference on one thread".formatted(nanos / 1e6));
        }
    }

    private void passed(String finding) {
        out().printf("ok      %-10s%s%n", step, finding);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
