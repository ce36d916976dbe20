package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.OutputTensor;
import java.util.List;

/**
 * Turns the outputs of one run into candidates. Bound to the outputs of one loaded model, whose shapes have been
 * checked against the manifest; what is in them is not trusted. Not thread-safe.
 */
sealed interface OutputDecoder
        permits YoloxDecoder, YoloV5Decoder, YoloV8Decoder, End2EndDecoder, NanoDetDecoder, ClassifyDecoder {

    /**
     * Adds what the outputs hold above the candidates' floor, in pixels of the model's input.
     *
     * @param multiLabel whether every class of a cell above the floor is a candidate, as the measure of average
     *     precision wants it, or the best one alone, as a live view does
     */
    void decode(Candidates candidates, boolean multiLabel);

    /** The decoder that the manifest names, reading these outputs. */
    static OutputDecoder of(ModelManifest manifest, List<OutputTensor> outputs) {
        int labels = manifest.labels().size();
        return switch (manifest.decoder()) {
            case YOLOX ->
                new YoloxDecoder(
                        outputs.getFirst(), manifest.input(), manifest.output().strides());
            case YOLOV5 -> new YoloV5Decoder(outputs.getFirst());
            case YOLOV8 -> new YoloV8Decoder(outputs.getFirst());
            case END2END -> new End2EndDecoder(outputs.getFirst(), labels);
            case NANODET -> new NanoDetDecoder(outputs, manifest.output().strides());
            case CLASSIFY -> new ClassifyDecoder(outputs.getFirst(), manifest.input());
        };
    }
}
