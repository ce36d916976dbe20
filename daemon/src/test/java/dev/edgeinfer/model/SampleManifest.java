package dev.edgeinfer.model;

import dev.edgeinfer.model.ModelManifest.Colour;
import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Fit;
import dev.edgeinfer.model.ModelManifest.Fit.Position;
import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.ModelManifest.Layout;
import dev.edgeinfer.model.ModelManifest.Nms;
import dev.edgeinfer.model.ModelManifest.Output;
import dev.edgeinfer.model.ModelManifest.Precision;
import dev.edgeinfer.model.ModelManifest.Task;
import dev.edgeinfer.model.ModelManifest.Thresholds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Manifests for tests: a square input of raw BGR floats, labels "a", "b", "c"… */
public final class SampleManifest {

    private SampleManifest() {}

    public static ModelManifest of(Decoder decoder, int labels, int side, List<Integer> strides, int bins) {
        var names = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        return new ModelManifest(
                "sample",
                "1",
                decoder == Decoder.CLASSIFY ? Task.CLASSIFY : Task.DETECT,
                decoder,
                Path.of("model.pte"),
                input(side, side, new Fit.Letterbox(Position.TOP_LEFT, 114)),
                new Output(strides, bins == 0 ? OptionalInt.empty() : OptionalInt.of(bins)),
                new Thresholds(0.25, 0.45, Nms.CLASS_WISE, 100),
                Precision.FP32,
                names.subList(0, labels),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** Raw BGR floats, planar. */
    public static Input input(int width, int height, Fit fit) {
        return new Input(
                width,
                height,
                Layout.NCHW,
                Dtype.FLOAT32,
                Colour.BGR,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0),
                fit);
    }
}
