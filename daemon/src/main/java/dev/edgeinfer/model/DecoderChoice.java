package dev.edgeinfer.model;

import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.model.ModelManifest.Nms;
import dev.edgeinfer.model.ModelManifest.Task;
import dev.edgeinfer.model.ModelManifest.Thresholds;
import java.util.List;
import java.util.stream.Stream;
import org.pytorch.executorch.ValueInfo;

/** Finds out how a program's outputs are read where the manifest leaves it open, as the metadata of Ultralytics may. */
final class DecoderChoice {

    private DecoderChoice() {}

    /** The manifest, with a decoder that fits the outputs if the bundle does not name one and there is one. */
    static ModelManifest settle(ModelBundle bundle, List<ValueInfo> outputs) {
        ModelManifest manifest = bundle.manifest();
        if (bundle.namesDecoder() || manifest.task() == Task.CLASSIFY) {
            return manifest;
        }
        return Stream.of(manifest.decoder(), Decoder.YOLOV8, Decoder.END2END)
                .map(decoder -> withDecoder(manifest, decoder))
                .filter(candidate -> ProgramCheck.outputsFit(candidate, outputs))
                .findFirst()
                .orElse(manifest);
    }

    private static ModelManifest withDecoder(ModelManifest manifest, Decoder decoder) {
        var advised = manifest.thresholds();
        var nms = decoder.needsNms() ? Nms.CLASS_WISE : Nms.NONE;
        return new ModelManifest(
                manifest.name(),
                manifest.version(),
                manifest.task(),
                decoder,
                manifest.program(),
                manifest.input(),
                manifest.output(),
                new Thresholds(advised.minScore(), advised.iou(), nms, advised.maxDetections()),
                manifest.precision(),
                manifest.labels(),
                manifest.sha256(),
                manifest.sizeBytes(),
                manifest.licence(),
                manifest.source(),
                manifest.madeWith(),
                manifest.accuracy(),
                manifest.budget());
    }
}
