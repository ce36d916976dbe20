package dev.edgeinfer.detect;

import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Layout;
import dev.edgeinfer.model.OutputTensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The detector of a loaded model: letterbox, inference, decoder, suppression. Owns the model and closes it. Everything
 * but the detections themselves is reused from frame to frame.
 */
public final class ModelDetector implements Detector {

    private final LoadedModel model;
    private final List<String> labels;
    private final DetectorOptions options;
    private final ModelManifest.Nms suppression;
    private final InputWriter input;
    private final OutputDecoder decoder;
    private final Candidates candidates = new Candidates();
    private final Nms nms;
    private final ModelSignature signature;
    /** Held during a detection, so that {@link #close} cannot free memory under it; nobody else waits for it. */
    private final ReentrantLock inUse = new ReentrantLock();

    private boolean closed;

    /** @param model taken over */
    public ModelDetector(LoadedModel model, DetectorOptions options) {
        var manifest = model.manifest();
        this.model = model;
        this.labels = manifest.labels();
        this.options = options;
        // The boxes of a classifier are all the whole picture.
        this.suppression = manifest.task() == ModelManifest.Task.CLASSIFY ? ModelManifest.Nms.NONE : options.nms();
        this.input = new InputWriter(manifest.input(), model.input());
        this.decoder = OutputDecoder.of(manifest, model.outputs());
        this.nms = new Nms(labels.size());
        this.signature = signature(model);
    }

    @Override
    public DetectionResult detect(Mat image) {
        return detect(image, options.minScore());
    }

    @Override
    public DetectionResult detect(Mat image, double minScore) {
        inUse.lock();
        try {
            requireOpen();
            long begin = System.nanoTime();
            Letterbox letterbox = input.write(image);
            long prepared = System.nanoTime();
            model.run();
            long inferred = System.nanoTime();
            List<Detection> detections = detections(letterbox, (float) minScore);
            long end = System.nanoTime();
            return new DetectionResult(detections, new Timing(prepared - begin, inferred - prepared, end - inferred));
        } catch (ModelException e) {
            throw new DetectorException(e.getMessage(), e);
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void close() {
        inUse.lock();
        try {
            if (!closed) {
                closed = true;
                input.close();
                model.close();
            }
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public Timing run(ByteBuffer tensor, List<Optional<ByteBuffer>> outputs) {
        if (tensor.remaining() != signature.input().bytes()
                || outputs.size() != signature.outputs().size()) {
            throw new IllegalArgumentException("Model \"%s\" takes %d bytes and gives %d outputs, not %d and %d"
                    .formatted(
                            signature.name(),
                            signature.input().bytes(),
                            signature.outputs().size(),
                            tensor.remaining(),
                            outputs.size()));
        }
        inUse.lock();
        try {
            requireOpen();
            long begin = System.nanoTime();
            input.forget();
            model.input().put(0, tensor, tensor.position(), tensor.remaining());
            long prepared = System.nanoTime();
            model.run();
            long inferred = System.nanoTime();
            for (int i = 0; i < outputs.size(); i++) {
                MemorySegment values = model.outputs().get(i).floats();
                outputs.get(i).ifPresent(wanted -> MemorySegment.ofBuffer(
                                wanted.duplicate().clear())
                        .copyFrom(values));
            }
            return new Timing(prepared - begin, inferred - prepared, System.nanoTime() - inferred);
        } catch (ModelException e) {
            throw new DetectorException(e.getMessage(), e);
        } finally {
            inUse.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The detector of model \"%s\" has been closed"
                    .formatted(model.manifest().name()));
        }
    }

    private static ModelSignature signature(LoadedModel model) {
        ModelManifest manifest = model.manifest();
        ModelManifest.Input in = manifest.input();
        long height = in.height();
        long width = in.width();
        List<Long> shape = in.layout() == Layout.NCHW ? List.of(1L, 3L, height, width) : List.of(1L, height, width, 3L);
        List<OutputTensor> outputs = model.outputs();
        return new ModelSignature(
                manifest.name(),
                manifest.version(),
                new TensorSpec("input", in.dtype(), shape),
                // Half floats have been widened.
                IntStream.range(0, outputs.size())
                        .mapToObj(i -> new TensorSpec(
                                "output_" + i,
                                Dtype.FLOAT32,
                                Arrays.stream(outputs.get(i).shape()).boxed().toList()))
                        .toList());
    }

    private List<Detection> detections(Letterbox letterbox, float minScore) {
        candidates.clear(minScore);
        decoder.decode(candidates, options.multiLabel());
        int kept = nms.run(candidates, suppression, (float) options.iou(), options.maxDetections());
        var detections = new ArrayList<Detection>(kept);
        for (int rank = 0; rank < kept; rank++) {
            int i = nms.kept(rank);
            Box box = letterbox.toFrame(candidates.x1(i), candidates.y1(i), candidates.x2(i), candidates.y2(i));
            // A box that lies in the padding alone is of nothing in the frame.
            if (box.width() > 0 && box.height() > 0) {
                int label = candidates.label(i);
                detections.add(new Detection(labels.get(label), label, candidates.score(i), box));
            }
        }
        return List.copyOf(detections);
    }
}
