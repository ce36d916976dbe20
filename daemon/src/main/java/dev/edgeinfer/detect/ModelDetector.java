package dev.edgeinfer.detect;

import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelException;
import dev.edgeinfer.model.ModelManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
    }

    @Override
    public DetectionResult detect(Mat image) {
        inUse.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The detector of model \"%s\" has been closed"
                        .formatted(model.manifest().name()));
            }
            long begin = System.nanoTime();
            Letterbox letterbox = input.write(image);
            long prepared = System.nanoTime();
            model.run();
            long inferred = System.nanoTime();
            List<Detection> detections = detections(letterbox);
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

    private List<Detection> detections(Letterbox letterbox) {
        candidates.clear((float) options.minScore());
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
