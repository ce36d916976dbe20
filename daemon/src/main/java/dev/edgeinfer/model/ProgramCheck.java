package dev.edgeinfer.model;

import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.model.ModelManifest.Input;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pytorch.executorch.DType;
import org.pytorch.executorch.ValueInfo;

/** Compares the shapes of a program with those that its manifest and the decoder named there imply. */
final class ProgramCheck {

    /** The element types that {@link OutputTensor} reads. */
    private static final List<DType> OUTPUT_TYPES = List.of(DType.FLOAT, DType.HALF);

    private static final int CHANNELS = 3;

    private ProgramCheck() {}

    /**
     * Checks a program.
     *
     * @throws ModelException with both shapes if they do not fit
     */
    static void verify(ModelManifest manifest, List<ValueInfo> inputs, List<ValueInfo> outputs) {
        verifyTensors(manifest, "takes", inputs, "its manifest describes the input", List.of(input(manifest.input())));
        verifyTensors(
                manifest,
                "returns",
                outputs,
                "decoder %s with %s reads".formatted(word(manifest.decoder()), parameters(manifest)),
                outputs(manifest));
    }

    /** Whether a decoder could read the program's outputs. */
    static boolean outputsFit(ModelManifest manifest, List<ValueInfo> outputs) {
        return fit(outputs(manifest), outputs);
    }

    private static void verifyTensors(
            ModelManifest manifest, String verb, List<ValueInfo> actual, String wish, List<TensorShape> wanted) {
        if (!fit(wanted, actual)) {
            throw new ModelException("\"%s\" %s %s, but %s %s; correct the manifest or export the program again"
                    .formatted(
                            manifest.program(),
                            verb,
                            list(actual, TensorShape::describe),
                            wish,
                            list(wanted, TensorShape::toString)));
        }
    }

    private static boolean fit(List<TensorShape> wanted, List<ValueInfo> actual) {
        if (wanted.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.get(i).fits(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static TensorShape input(Input input) {
        var type =
                switch (input.dtype()) {
                    case FLOAT32 -> DType.FLOAT;
                    case FLOAT16 -> DType.HALF;
                    case UINT8 -> DType.UINT8;
                };
        return switch (input.layout()) {
            case NCHW -> TensorShape.of(List.of(type), 1, CHANNELS, input.height(), input.width());
            case NHWC -> TensorShape.of(List.of(type), 1, input.height(), input.width(), CHANNELS);
        };
    }

    private static List<TensorShape> outputs(ModelManifest manifest) {
        long labels = manifest.labels().size();
        return switch (manifest.decoder()) {
            case YOLOX -> List.of(output(1, cells(manifest), 5 + labels));
            case YOLOV5 -> List.of(output(1, TensorShape.ANY, 5 + labels));
            case YOLOV8 -> List.of(output(1, 4 + labels, TensorShape.ANY));
            case END2END -> List.of(output(1, TensorShape.ANY, 6));
            case NANODET ->
                Stream.concat(
                                maps(manifest, labels),
                                maps(manifest, 4L * manifest.output().bins().orElseThrow()))
                        .toList();
            case CLASSIFY -> List.of(output(1, labels));
        };
    }

    private static TensorShape output(long... sizes) {
        return TensorShape.of(OUTPUT_TYPES, sizes);
    }

    /** {@code [1, channels, H, W]} of each stride. */
    private static Stream<TensorShape> maps(ModelManifest manifest, long channels) {
        var input = manifest.input();
        return manifest.output().strides().stream()
                .map(stride -> output(1, channels, input.height() / stride, input.width() / stride));
    }

    private static long cells(ModelManifest manifest) {
        var input = manifest.input();
        return manifest.output().strides().stream()
                .mapToLong(stride -> (long) (input.height() / stride) * (input.width() / stride))
                .sum();
    }

    /** What of the manifest the shapes of the outputs follow from. */
    private static String parameters(ModelManifest manifest) {
        var labels = "%d labels".formatted(manifest.labels().size());
        var output = manifest.output();
        if (output.strides().isEmpty()) {
            return labels;
        }
        var strides = list(output.strides(), String::valueOf);
        var bins =
                output.bins().isPresent() ? ", %d bins".formatted(output.bins().getAsInt()) : "";
        return "%s%s, an input of %d×%d and strides %s"
                .formatted(
                        labels, bins, manifest.input().width(), manifest.input().height(), strides);
    }

    private static <T> String list(List<T> items, Function<T, String> text) {
        return items.isEmpty() ? "nothing" : items.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String word(Decoder decoder) {
        return decoder.name().toLowerCase(Locale.ROOT);
    }
}
