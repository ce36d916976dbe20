package dev.edgeinfer.model;

import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.ModelManifest.Layout;
import dev.edgeinfer.model.ModelManifest.Nms;
import dev.edgeinfer.model.ModelManifest.Output;
import dev.edgeinfer.model.ModelManifest.Precision;
import dev.edgeinfer.model.ModelManifest.Task;
import dev.edgeinfer.model.ModelManifest.Thresholds;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlFile;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the {@code metadata.yaml} of Ultralytics. It says little about the input, but every export takes RGB on the
 * scale 0..1, letterboxed in the centre on grey 114; classifiers take the frame as it is scaled.
 */
final class UltralyticsReader {

    private static final int MAX_SIDE = 8192;
    private static final List<String> TASKS = List.of("detect", "classify");

    private final Path bundle;

    private UltralyticsReader(Path bundle) {
        this.bundle = bundle;
    }

    static ModelManifest read(Path bundle) {
        var reader = new UltralyticsReader(bundle);
        return YamlFile.read(bundle.resolve(ManifestFile.ULTRALYTICS), reader::manifest)
                .value();
    }

    private Optional<ModelManifest> manifest(YamlMap root) {
        root.acceptForeignFormat();
        Optional<Task> task = task(root.get("task").required("export the model again"));
        Optional<int[]> size = size(root.get("imgsz").required("export the model again"));
        Optional<List<String>> labels = names(root.get("names").required("export the model again"));
        verifyOne(root.get("batch"), 1, "yolo export format=executorch batch=1");
        verifyOne(root.get("channels"), 3, "use a model of colour images");
        boolean end2end = root.get("end2end").bool().orElse(false);
        Arguments arguments = root.get("args").section(Arguments::read);
        Optional<Path> program = program(root);
        return task.flatMap(what -> size.flatMap(hw -> labels.flatMap(names -> program.map(file -> {
            Decoder decoder = what == Task.CLASSIFY
                    ? Decoder.CLASSIFY
                    : end2end || arguments.nms ? Decoder.END2END : Decoder.YOLOV8;
            return new ModelManifest(
                    stem(file),
                    root.get("version").string().orElse("unknown"),
                    what,
                    decoder,
                    file,
                    input(what, hw[0], hw[1]),
                    Output.SELF_EVIDENT,
                    new Thresholds(0.25, 0.7, decoder.needsNms() ? Nms.CLASS_WISE : Nms.NONE, 300),
                    arguments.precision,
                    names,
                    Optional.empty(),
                    OptionalLong.empty(),
                    root.get("license").string(),
                    source(root),
                    Map.of(),
                    Map.of(),
                    Map.of());
        }))));
    }

    private static Input input(Task task, int height, int width) {
        Fit fit = task == Task.CLASSIFY ? new Fit.Stretch() : new Fit.Letterbox(Fit.Position.CENTRE, 114);
        return new Input(
                width,
                height,
                Layout.NCHW,
                Dtype.FLOAT32,
                Colour.RGB,
                List.of(0.0, 0.0, 0.0),
                List.of(255.0, 255.0, 255.0),
                fit);
    }

    private static Optional<Task> task(YamlValue value) {
        return value.string().flatMap(text -> switch (text) {
            case "detect" -> Optional.of(Task.DETECT);
            case "classify" -> Optional.of(Task.CLASSIFY);
            default -> {
                value.problem("is a task that is not supported", NearestName.hint(text, TASKS));
                yield Optional.empty();
            }
        });
    }

    /** Height and width, in this order; one number is both. */
    private static Optional<int[]> size(YamlValue value) {
        if (!value.isCollection()) {
            return value.integer(1, MAX_SIDE).map(side -> new int[] {side, side});
        }
        return value.list(item -> item.integer(1, MAX_SIDE)).flatMap(sides -> {
            if (sides.size() != 2) {
                value.problem("has " + sides.size() + " numbers", "write imgsz: [height, width]");
                return Optional.empty();
            }
            return Optional.of(new int[] {sides.get(0), sides.get(1)});
        });
    }

    /** Names by class id; unlike ours they may repeat, as those of ImageNet do. */
    private static Optional<List<String>> names(YamlValue value) {
        return value.map(map -> {
            Map<String, YamlValue> entries = map.entries();
            var names = new ArrayList<String>();
            for (int id = 0; id < entries.size(); id++) {
                YamlValue name = map.get(Integer.toString(id)).required("number the names from 0 without a gap");
                name.string().ifPresent(names::add);
            }
            if (entries.isEmpty()) {
                value.keyProblem("has no name", "export the model again");
            }
            return names.isEmpty() ? Optional.empty() : Optional.of(names);
        });
    }

    private static void verifyOne(YamlValue value, int supported, String hint) {
        value.integer(1, Integer.MAX_VALUE)
                .filter(number -> number != supported)
                .ifPresent(_ -> value.problem("is not supported, only " + supported + " is", hint));
    }

    /** The only program of the bundle; Ultralytics gives it the model's name. */
    private Optional<Path> program(YamlMap root) {
        try (Stream<Path> files = Files.list(bundle)) {
            List<Path> programs = files.filter(file -> file.toString().endsWith(".pte"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (programs.size() == 1) {
                return Optional.of(programs.getFirst());
            }
            String found =
                    programs.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
            root.problem(
                    programs.isEmpty() ? "the bundle has no .pte file" : "the bundle has several .pte files: " + found,
                    "leave exactly one there");
        } catch (IOException e) {
            root.problem("the bundle cannot be listed: " + e.getMessage(), "check its owner and mode");
        }
        return Optional.empty();
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".pte".length());
    }

    private static Map<String, String> source(YamlMap root) {
        var source = new LinkedHashMap<String, String>();
        for (String key : List.of("description", "author", "date", "docs")) {
            root.get(key).string().ifPresent(text -> source.put(key, text));
        }
        return source;
    }

    /** What of the arguments of the export matters here. */
    private record Arguments(boolean nms, Precision precision) {

        static Arguments read(YamlMap map) {
            map.acceptForeignFormat();
            boolean half = map.get("half").bool().orElse(false);
            boolean int8 = map.get("int8").bool().orElse(false);
            boolean nms = map.get("nms").bool().orElse(false);
            return new Arguments(nms, int8 ? Precision.INT8 : half ? Precision.FP16 : Precision.FP32);
        }
    }
}
