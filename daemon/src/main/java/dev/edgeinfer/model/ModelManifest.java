package dev.edgeinfer.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the daemon must know to feed the program of a bundle and to read its outputs.
 *
 * @param name name of the model
 * @param version its version, for people
 * @param task what it does
 * @param decoder how its outputs are read; {@code CLASSIFY} exactly if the task is
 * @param program the .pte file, which exists
 * @param input how a frame becomes its input
 * @param output shape of its outputs, as far as the decoder needs to be told
 * @param thresholds defaults of detection, which the configuration may override
 * @param precision of its weights, for people
 * @param labels name of each class by its id; at least one
 * @param sha256 hash the program must have, 64 lower-case hex digits
 * @param sizeBytes size the program must have
 * @param licence of the weights, for people
 * @param source where the weights come from, for people
 * @param madeWith tools and their versions, for people
 * @param accuracy what was measured and on which data, for people
 * @param budget what the bundle may cost at the most, for the tool that measures it
 */
public record ModelManifest(
        String name,
        String version,
        Task task,
        Decoder decoder,
        Path program,
        Input input,
        Output output,
        Thresholds thresholds,
        Precision precision,
        List<String> labels,
        Optional<String> sha256,
        OptionalLong sizeBytes,
        Optional<String> licence,
        Map<String, String> source,
        Map<String, String> madeWith,
        Map<String, String> accuracy,
        Map<String, String> budget) {

    public ModelManifest {
        labels = List.copyOf(labels);
        source = Collections.unmodifiableMap(new LinkedHashMap<>(source));
        madeWith = Collections.unmodifiableMap(new LinkedHashMap<>(madeWith));
        accuracy = Collections.unmodifiableMap(new LinkedHashMap<>(accuracy));
        budget = Collections.unmodifiableMap(new LinkedHashMap<>(budget));
    }

    /** What a model does. */
    public enum Task {
        DETECT,
        CLASSIFY
    }

    /** How outputs become detections; N candidates, C classes. */
    public enum Decoder {
        /** 1×N×(5+C), one row a grid cell: centre and size not yet decoded, objectness, class scores. */
        YOLOX,
        /** 1×N×(5+C): centre and size in pixels of the input, objectness, class scores. */
        YOLOV5,
        /** 1×(4+C)×N: centre and size in pixels of the input, class scores. */
        YOLOV8,
        /** 1×N×6: two corners in pixels of the input, score, class; suppressed by the program itself. */
        END2END,
        /** Per stride, class scores and the logits of four distance distributions. */
        NANODET,
        /** 1×C: class scores. */
        CLASSIFY;

        /** Whether rows are grid cells, so that the strides must be known. */
        public boolean hasGrid() {
            return this == YOLOX || this == NANODET;
        }

        /** Whether overlapping boxes are left to be suppressed. */
        public boolean needsNms() {
            return this != END2END && this != CLASSIFY;
        }
    }

    /**
     * How a frame becomes an input of one image and three channels: {@code value = (pixel - mean) / std}.
     *
     * @param width pixels
     * @param height pixels
     * @param layout order of the axes
     * @param dtype type of an element; pixels are not normalised if it is {@code UINT8}
     * @param colour order of the channels
     * @param mean one a channel in that order, on the scale 0..255
     * @param std one a channel in that order, on the scale 0..255, above 0
     * @param fit how a frame of another aspect ratio is fitted
     */
    public record Input(
            int width,
            int height,
            Layout layout,
            Dtype dtype,
            Colour colour,
            List<Double> mean,
            List<Double> std,
            Fit fit) {

        public Input {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
        }
    }

    /** Order of the axes of an input. */
    public enum Layout {
        NCHW,
        NHWC
    }

    /** Type of an input's elements. */
    public enum Dtype {
        FLOAT32,
        UINT8,
        FLOAT16
    }

    /** Order of an input's channels. */
    public enum Colour {
        BGR,
        RGB
    }

    /** How a frame is fitted into the input. */
    public sealed interface Fit {

        /**
         * Scaled with its aspect ratio kept; the rest is filled.
         *
         * @param position where the frame lies
         * @param pad value of the rest in every channel, 0..255
         */
        record Letterbox(Position position, int pad) implements Fit {}

        /** Scaled to the input's size, whatever becomes of the aspect ratio. */
        record Stretch() implements Fit {}

        /** Where a letterboxed frame lies. */
        enum Position {
            TOP_LEFT,
            CENTRE
        }
    }

    /**
     * Shape of the outputs.
     *
     * @param strides of the grids, in pixels of the input and in the order of the outputs; divide its width and height;
     *     empty if the decoder has no grid
     * @param bins of a distance distribution, at least 2; {@code NANODET} only
     */
    public record Output(List<Integer> strides, OptionalInt bins) {

        /** Nothing that needs to be told. */
        public static final Output SELF_EVIDENT = new Output(List.of(), OptionalInt.empty());

        public Output {
            strides = List.copyOf(strides);
        }
    }

    /**
     * Defaults of detection.
     *
     * @param minScore least score of a detection, 0..1; 0.25 by default
     * @param iou IoU above which the lower-scored of two boxes is suppressed, 0..1; 0.45 by default
     * @param nms which boxes can suppress each other; class-wise by default where boxes are left to be suppressed
     * @param maxDetections most detections a frame; 100 by default
     */
    public record Thresholds(double minScore, double iou, Nms nms, int maxDetections) {}

    /** Which boxes can suppress each other. */
    public enum Nms {
        /** Boxes of one class. */
        CLASS_WISE,
        /** All boxes. */
        CLASS_AGNOSTIC,
        /** None. */
        NONE
    }

    /** Precision of a model's weights. */
    public enum Precision {
        FP32,
        FP16,
        INT8,
        MIXED
    }
}
