package dev.edgeinfer.detect;

import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Dtype;
import dev.edgeinfer.model.ModelManifest.Layout;
import dev.edgeinfer.model.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The detector of a loaded model: letterbox, inference, decoder, suppression. Owns the model and closes it. Everything
 * but the detections themselves is reused from frame to frame. The model's inputs take turns.
 */
public final class ModelDetector implements Detector {

    private final LoadedModel model;
    private final List<String> labels;
    private final DetectorOptions options;
    private final ModelManifest.Nms suppression;
    private final List<Slot> slots;
    private final OutputDecoder decoder;
    private final Candidates candidates = new Candidates();
    private final Nms nms;
    private final ModelSignature signature;
    /** These are held while pictures are prepared and detected, so that {@link #close} cannot free memory under them; nobody else waits. */
    private final ReentrantLock preparing = new ReentrantLock();

    private final ReentrantLock detecting = new ReentrantLock();

    private boolean closed;

    /** Where the next picture goes. */
    private int next;

    /** @param model taken over */
    public ModelDetector(LoadedModel model, DetectorOptions options) {
        var manifest = model.manifest();
        this.model = model;
        this.labels = manifest.labels();
        this.options = options;
        // The boxes of a classifier are all the whole picture.
        this.suppression = manifest.task() == ModelManifest.Task.CLASSIFY ? ModelManifest.Nms.NONE : options.nms();
        this.slots = IntStream.range(0, LoadedModel.INPUTS)
                .mapToObj(which -> new Slot(which, new InputWriter(manifest.input(), model.input(which))))
                .toList();
        this.decoder = OutputDecoder.of(manifest, model.outputs());
        this.nms = new Nms(labels.size());
        this.signature = signature(model);
    }

    /** One of the model's inputs. */
    private static final class Slot {

        private final int which;
        private final InputWriter input;

        /** Whose picture it holds; null: of nobody who could still ask. */
        private Prepared holds;

        Slot(int which, InputWriter input) {
            this.which = which;
            this.input = input;
        }
    }

    /** A picture in an input. */
    private final class Prepared implements PreparedPicture {

        private final Slot slot;
        private final Letterbox letterbox;
        private final long nanos;

        Prepared(Slot slot, Letterbox letterbox, long nanos) {
            this.slot = slot;
            this.letterbox = letterbox;
            this.nanos = nanos;
        }

        @Override
        public DetectionResult detect() {
            return ModelDetector.this.detect(this, options.minScore());
        }
    }

    @Override
    public Prepared prepare(Mat image) {
        preparing.lock();
        try {
            long begin = System.nanoTime();
            Slot slot = takeSlot();
            Letterbox letterbox = slot.input.write(image);
            slot.holds = new Prepared(slot, letterbox, System.nanoTime() - begin);
            return slot.holds;
        } finally {
            preparing.unlock();
        }
    }

    /** Copies a tensor into the next input. */
    private Slot fill(ByteBuffer tensor) {
        preparing.lock();
        try {
            Slot slot = takeSlot();
            slot.input.forget();
            model.input(slot.which).put(0, tensor, tensor.position(), tensor.remaining());
            return slot;
        } finally {
            preparing.unlock();
        }
    }

    private Slot takeSlot() {
        requireOpen();
        Slot slot = slots.get(next);
        next = (next + 1) % slots.size();
        slot.holds = null;
        return slot;
    }

    @Override
    public DetectionResult detect(Mat image, double minScore) {
        return detect(prepare(image), minScore);
    }

    private DetectionResult detect(Prepared picture, double minScore) {
        detecting.lock();
        try {
            requireOpen();
            if (picture.slot.holds != picture) {
                throw new IllegalStateException("Another picture has taken the place of this one, or it was detected");
            }
            picture.slot.holds = null;
            long begin = System.nanoTime();
            model.run(picture.slot.which);
            long inferred = System.nanoTime();
            List<Detection> detections = detections(picture.letterbox, (float) minScore);
            long end = System.nanoTime();
            return new DetectionResult(detections, new Timing(picture.nanos, inferred - begin, end - inferred));
        } catch (ModelException e) {
            throw new DetectorException(e.getMessage(), e);
        } finally {
            detecting.unlock();
        }
    }

    @Override
    public void close() {
        preparing.lock();
        detecting.lock();
        try {
            if (!closed) {
                closed = true;
                slots.forEach(slot -> slot.input.close());
                model.close();
            }
        } finally {
            detecting.unlock();
            preparing.unlock();
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
        long begin = System.nanoTime();
        Slot slot = fill(tensor);
        detecting.lock();
        try {
            requireOpen();
            long prepared = System.nanoTime();
            model.run(slot.which);
            long inferred = System.nanoTime();
            for (int i = 0; i < outputs.size(); i++) {
                FloatBuffer values = model.outputs().get(i).floats();
                outputs.get(i).ifPresent(wanted -> wanted.duplicate()
                        .clear()
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer()
                        .put(values));
            }
            return new Timing(prepared - begin, inferred - prepared, System.nanoTime() - inferred);
        } catch (ModelException e) {
            throw new DetectorException(e.getMessage(), e);
        } finally {
            detecting.unlock();
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
