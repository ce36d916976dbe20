package dev.edgeinfer.cli;

import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.model.ModelLoader;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.yaml.YamlValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pytorch.executorch.ValueInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge-infer model info}. */
@Command(
        name = "info",
        description = "Shows what a model is: its manifest, and the shapes and backends of its program.",
        footerHeading = "%nExamples:%n",
        footer = "  edge-infer model info nanodet-g")
final class ModelInfoCommand implements Runnable {

    @Parameters(paramLabel = "MODEL", description = "Name of a model or directory of a bundle.")
    private String model;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        ModelBundle bundle = ModelBundle.open(model, ModelsDirectory.ofProcess());
        try (LoadedModel loaded = ModelLoader.load(bundle, 1)) {
            print(bundle, loaded, spec.commandLine().getOut());
        }
    }

    private static void print(ModelBundle bundle, LoadedModel loaded, PrintWriter out) {
        ModelManifest manifest = loaded.manifest();
        var program = loaded.program();
        row(out, "name", manifest.name() + " " + manifest.version());
        row(out, "directory", bundle.directory());
        row(out, "task", word(manifest.task()) + ", decoder " + word(manifest.decoder()));
        row(out, "program", "%s, %s".formatted(manifest.program().getFileName(), size(manifest)));
        row(out, "backends", String.join(", ", program.getBackends()));
        row(out, "inputs", shapes(program.getInputs()));
        row(out, "outputs", shapes(program.getOutputs()));
        row(out, "input", input(manifest.input()));
        row(out, "precision", word(manifest.precision()));
        row(out, "thresholds", thresholds(manifest.thresholds()));
        row(out, "labels", "%d: %s".formatted(manifest.labels().size(), String.join(", ", manifest.labels())));
        row(out, "accuracy", entries(manifest.accuracy()));
        row(out, "budget", entries(manifest.budget()));
        row(out, "licence", manifest.licence().orElse("not stated"));
        row(out, "source", entries(manifest.source()));
        row(out, "made with", entries(manifest.madeWith()));
        row(out, "sha256", manifest.sha256().orElse("not stated"));
    }

    private static void row(PrintWriter out, String name, Object value) {
        out.printf("%-12s%s%n", name, value);
    }

    private static String input(ModelManifest.Input input) {
        String fit =
                switch (input.fit()) {
                    case Fit.Letterbox(Fit.Letterbox.Position position, int pad) ->
                        "letterbox %s with pad %d".formatted(word(position), pad);
                    case Fit.Stretch() -> "stretched";
                };
        return "%d×%d %s, mean %s, std %s, %s"
                .formatted(input.width(), input.height(), word(input.colour()), input.mean(), input.std(), fit);
    }

    private static String thresholds(ModelManifest.Thresholds thresholds) {
        return "min-score %s, iou %s, nms %s, at most %d detections"
                .formatted(thresholds.minScore(), thresholds.iou(), word(thresholds.nms()), thresholds.maxDetections());
    }

    private static String shapes(List<ValueInfo> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String entries(Map<String, String> entries) {
        return entries.isEmpty()
                ? "not stated"
                : entries.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String size(ModelManifest manifest) {
        try {
            return "%.1f MB".formatted(Files.size(manifest.program()) / 1e6);
        } catch (IOException e) {
            throw new CommandFailure("\"%s\" cannot be read: %s".formatted(manifest.program(), e), e);
        }
    }

    private static String word(Enum<?> constant) {
        return YamlValue.word(constant);
    }
}
