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
import dev.edgeinfer.yaml.YamlFile;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code model.yaml}. */
final class ManifestReader {

    private static final String FORMAT = "1";
    private static final String PROGRAM = "model.pte";
    private static final int MAX_SIDE = 8192;
    private static final int MAX_DETECTIONS = 10_000;
    private static final int MAX_BINS = 256;
    private static final int CHANNELS = 3;
    private static final double MAX_PIXEL = 255;
    private static final String FIT_HINT = "write letterbox: { position: centre, pad: 114 } or letterbox: stretch";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Path bundle;

    private ManifestReader(Path bundle) {
        this.bundle = bundle;
    }

    static ModelManifest read(Path bundle) {
        var reader = new ManifestReader(bundle);
        return YamlFile.read(bundle.resolve(ManifestFile.OURS), reader::manifest)
                .value();
    }

    private Optional<ModelManifest> manifest(YamlMap root) {
        YamlValue format = root.get("format").required("write format: 1");
        if (format.isPresent() && !format.is(FORMAT)) {
            format.problem("is a format this version does not know", "use a bundle of format 1, or a newer edge-infer");
            root.acceptForeignFormat();
            return Optional.empty();
        }
        Optional<String> name =
                root.get("name").required("write the model's name").string();
        Optional<String> version =
                root.get("version").required("write version: \"1.0.0\"").string();
        Optional<Task> task = root.get("task").required("write task: detect").choice(Task.class);
        Optional<Decoder> decoder = decoder(root.get("decoder"), task);
        Optional<Input> input =
                root.get("input").required("write the input's size and colour").map(this::input);
        Optional<Output> output = root.get("output").section(map -> output(map, decoder, input));
        Thresholds thresholds = root.get("thresholds").section(map -> thresholds(map, decoder));
        Optional<Precision> precision =
                root.get("precision").required("write precision: fp32").choice(Precision.class);
        Optional<List<String>> labels = new LabelsReader(bundle).read(root);
        Optional<String> sha256 = sha256(root.get("sha256"));
        Optional<Long> sizeBytes = root.get("size-bytes").integer(1, Long.MAX_VALUE);
        Optional<String> licence = root.get("licence").string();
        Map<String, String> source = root.get("source").section(ManifestReader::texts);
        Map<String, String> madeWith = root.get("made-with").section(ManifestReader::texts);
        Map<String, String> accuracy = root.get("accuracy").section(ManifestReader::texts);
        Map<String, String> budget = root.get("budget").section(ManifestReader::texts);
        Path program = bundle.resolve(PROGRAM);
        if (!Files.isRegularFile(program)) {
            root.problem("the bundle has no " + PROGRAM, "make or copy the bundle again");
        }
        boolean complete = name.isPresent()
                && version.isPresent()
                && task.isPresent()
                && decoder.isPresent()
                && input.isPresent()
                && output.isPresent()
                && precision.isPresent()
                && labels.isPresent();
        if (!complete) {
            return Optional.empty();
        }
        return Optional.of(new ModelManifest(
                name.get(),
                version.get(),
                task.get(),
                decoder.get(),
                program,
                input.get(),
                output.get(),
                thresholds,
                precision.get(),
                labels.get(),
                sha256,
                sizeBytes.map(OptionalLong::of).orElse(OptionalLong.empty()),
                licence,
                source,
                madeWith,
                accuracy,
                budget));
    }

    private static Optional<Decoder> decoder(YamlValue value, Optional<Task> task) {
        Optional<Decoder> decoder = value.required("write how the outputs are read, such as decoder: yolov8")
                .choice(Decoder.class);
        if (decoder.isPresent() && task.isPresent()) {
            boolean classifies = task.get() == Task.CLASSIFY;
            if (classifies != (decoder.get() == Decoder.CLASSIFY)) {
                value.problem(
                        "does not fit the task " + YamlValue.word(task.get()),
                        classifies ? "write decoder: classify" : "write a decoder of boxes, or task: classify");
            }
        }
        return decoder;
    }

    private Optional<Input> input(YamlMap map) {
        Optional<Integer> width =
                map.get("width").required("write pixels, such as width: 416").integer(1, MAX_SIDE);
        Optional<Integer> height =
                map.get("height").required("write pixels, such as height: 416").integer(1, MAX_SIDE);
        Layout layout = map.get("layout").choice(Layout.class).orElse(Layout.NCHW);
        Dtype dtype = map.get("dtype").choice(Dtype.class).orElse(Dtype.FLOAT32);
        Optional<Colour> colour =
                map.get("colour").required("write colour: rgb or bgr").choice(Colour.class);
        List<Double> mean = channels(map.get("mean"), dtype, value -> value.decimal(-MAX_PIXEL, MAX_PIXEL), 0);
        List<Double> std = channels(map.get("std"), dtype, value -> value.positive(MAX_PIXEL), 1);
        Optional<Fit> fit = fit(map.get("letterbox").required(FIT_HINT));
        return width.flatMap(w -> height.flatMap(
                h -> colour.flatMap(c -> fit.map(f -> new Input(w, h, layout, dtype, c, mean, std, f)))));
    }

    private static List<Double> channels(
            YamlValue value, Dtype dtype, Function<YamlValue, Optional<Double>> item, double absent) {
        if (value.isPresent() && dtype == Dtype.UINT8) {
            value.problem("cannot be applied to dtype uint8", "remove the key");
        }
        Optional<List<Double>> channels = value.list(item);
        channels.filter(list -> list.size() != CHANNELS)
                .ifPresent(list -> value.problem("has " + list.size() + " values", "write 3, one a channel"));
        return channels.orElse(Collections.nCopies(CHANNELS, absent));
    }

    private static Optional<Fit> fit(YamlValue value) {
        if (value.is("stretch")) {
            return Optional.of(new Fit.Stretch());
        }
        if (value.isPresent() && !value.isCollection()) {
            value.problem("is neither stretch nor a map", FIT_HINT);
            return Optional.empty();
        }
        return value.map(map -> {
            Optional<Fit.Position> position = map.get("position")
                    .required("write position: top-left or centre")
                    .choice(Fit.Position.class);
            Optional<Integer> pad = map.get("pad").required("write pad: 114").integer(0, (int) MAX_PIXEL);
            return position.flatMap(where -> pad.map(fill -> new Fit.Letterbox(where, fill)));
        });
    }

    private static Optional<Output> output(YamlMap map, Optional<Decoder> decoder, Optional<Input> input) {
        YamlValue strides = map.get("strides");
        YamlValue bins = map.get("bins");
        decoder.ifPresent(kind -> {
            verifyPresence(strides, kind.hasGrid(), kind, "write strides: [8, 16, 32]");
            verifyPresence(bins, kind == Decoder.NANODET, kind, "write bins: 8 (reg-max + 1)");
        });
        Optional<Integer> binCount = bins.integer(2, MAX_BINS);
        Optional<List<Integer>> steps = strides.list(item -> stride(item, input));
        steps.filter(list -> list.isEmpty() || list.stream().distinct().count() != list.size())
                .ifPresent(list ->
                        strides.problem("needs at least one stride and each once", "write strides: [8, 16, 32]"));
        return Optional.of(new Output(
                steps.orElse(List.of()), binCount.map(OptionalInt::of).orElse(OptionalInt.empty())));
    }

    private static void verifyPresence(YamlValue value, boolean needed, Decoder decoder, String hint) {
        if (needed) {
            value.required(hint);
        } else if (value.isPresent()) {
            value.problem("has no meaning for decoder " + YamlValue.word(decoder), "remove the key");
        }
    }

    private static Optional<Integer> stride(YamlValue item, Optional<Input> input) {
        Optional<Integer> stride = item.integer(1, MAX_SIDE);
        stride.ifPresent(step -> input.filter(in -> in.width() % step != 0 || in.height() % step != 0)
                .ifPresent(in -> item.problem(
                        "does not divide the input of %d×%d".formatted(in.width(), in.height()),
                        "correct the stride or the input's size")));
        return stride;
    }

    private static Thresholds thresholds(YamlMap map, Optional<Decoder> decoder) {
        boolean needsNms = decoder.map(Decoder::needsNms).orElse(true);
        YamlValue nms = map.get("nms");
        Nms kind = nms.choice(Nms.class).orElse(needsNms ? Nms.CLASS_WISE : Nms.NONE);
        if (!needsNms && kind != Nms.NONE) {
            nms.problem("has no meaning for this decoder, which leaves nothing to suppress", "write nms: none");
        }
        return new Thresholds(
                map.get("min-score").decimal(0, 1).orElse(0.25),
                map.get("iou").decimal(0, 1).orElse(0.45),
                kind,
                map.get("max-detections").integer(1, MAX_DETECTIONS).orElse(100));
    }

    private static Optional<String> sha256(YamlValue value) {
        return value.string().map(hash -> hash.toLowerCase(Locale.ROOT)).filter(hash -> {
            boolean valid = SHA256.matcher(hash).matches();
            if (!valid) {
                value.problem("is not a SHA-256", "write 64 hex digits, as sha256sum " + PROGRAM + " prints them");
            }
            return valid;
        });
    }

    private static Map<String, String> texts(YamlMap map) {
        var texts = new LinkedHashMap<String, String>();
        map.entries().forEach((key, value) -> value.string().ifPresent(text -> texts.put(key, text)));
        return texts;
    }
}
