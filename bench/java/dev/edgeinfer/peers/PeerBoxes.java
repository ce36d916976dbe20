package dev.edgeinfer.peers;

import dev.edgeinfer.model.ModelManifest;
import dev.edgeinfer.model.ModelManifest.Decoder;
import dev.edgeinfer.peers.Contestant.Found;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Output tensors to boxes, with the arithmetic of {@code models/edge_model/decoding.py}. */
final class PeerBoxes {

    private static final int YOLOX_CLASSES_AT = 5;

    private final ModelManifest manifest;
    private final Settings settings;
    private final List<Found> candidates = new ArrayList<>();

    PeerBoxes(ModelManifest manifest, Settings settings) {
        if (manifest.decoder() != Decoder.NANODET && manifest.decoder() != Decoder.YOLOX) {
            throw new IllegalArgumentException("This peer does not read the decoder " + manifest.decoder());
        }
        this.manifest = manifest;
        this.settings = settings;
    }

    List<Found> read(List<FloatBuffer> outputs, PeerInput.Placement placement, int width, int height) {
        candidates.clear();
        if (manifest.decoder() == Decoder.NANODET) {
            readNanodet(outputs);
        } else {
            readYolox(outputs.getFirst());
        }
        return suppress().stream()
                .map(box -> onFrame(box, placement, width, height))
                .toList();
    }

    private void readNanodet(List<FloatBuffer> outputs) {
        List<Integer> strides = manifest.output().strides();
        for (int level = 0; level < strides.size(); level++) {
            float[] scores = array(outputs.get(level));
            float[] logits = array(outputs.get(strides.size() + level));
            int stride = strides.get(level);
            int columns = manifest.input().width() / stride;
            int cells = columns * (manifest.input().height() / stride);
            float[] best = new float[cells];
            int[] label = new int[cells];
            for (int at = 0, plane = 0; at < scores.length; at += cells, plane++) {
                for (int cell = 0; cell < cells; cell++) {
                    if (scores[at + cell] > best[cell]) {
                        best[cell] = scores[at + cell];
                        label[cell] = plane;
                    }
                }
            }
            for (int cell = 0; cell < cells; cell++) {
                if (best[cell] >= settings.minScore()) {
                    float x = (cell % columns + 0.5f) * stride;
                    float y = (cell / columns + 0.5f) * stride;
                    float left = x - stride * distance(logits, 0, cell, cells);
                    float top = y - stride * distance(logits, 1, cell, cells);
                    float right = x + stride * distance(logits, 2, cell, cells);
                    float bottom = y + stride * distance(logits, 3, cell, cells);
                    candidates.add(new Found(label[cell], best[cell], left, top, right - left, bottom - top));
                }
            }
        }
    }

    /** The expectation of the softmax over the bins of one side, in strides. */
    private float distance(float[] logits, int side, int cell, int cells) {
        int bins = manifest.output().bins().orElseThrow();
        int first = side * bins * cells + cell;
        float largest = Float.NEGATIVE_INFINITY;
        for (int bin = 0; bin < bins; bin++) {
            largest = Math.max(largest, logits[first + bin * cells]);
        }
        double sum = 0;
        double expectation = 0;
        for (int bin = 0; bin < bins; bin++) {
            double weight = Math.exp(logits[first + bin * cells] - largest);
            sum += weight;
            expectation += bin * weight;
        }
        return (float) (expectation / sum);
    }

    private void readYolox(FloatBuffer output) {
        float[] rows = array(output);
        int width = YOLOX_CLASSES_AT + manifest.labels().size();
        int at = 0;
        for (int stride : manifest.output().strides()) {
            int columns = manifest.input().width() / stride;
            int lines = manifest.input().height() / stride;
            for (int cell = 0; cell < columns * lines; cell++, at += width) {
                if (rows[at + 4] < settings.minScore()) {
                    continue;
                }
                int best = 0;
                for (int label = 1; label < manifest.labels().size(); label++) {
                    if (rows[at + YOLOX_CLASSES_AT + label] > rows[at + YOLOX_CLASSES_AT + best]) {
                        best = label;
                    }
                }
                float score = rows[at + 4] * rows[at + YOLOX_CLASSES_AT + best];
                if (score >= settings.minScore()) {
                    float x = (rows[at] + cell % columns) * stride;
                    float y = (rows[at + 1] + cell / columns) * stride;
                    float across = (float) Math.exp(rows[at + 2]) * stride;
                    float down = (float) Math.exp(rows[at + 3]) * stride;
                    candidates.add(new Found(best, score, x - across / 2, y - down / 2, across, down));
                }
            }
        }
    }

    /** Greedy, best score first. */
    private List<Found> suppress() {
        candidates.sort(Comparator.comparing(Found::score).reversed());
        boolean classWise = settings.nms().equals("class-wise");
        List<Found> kept = new ArrayList<>();
        for (Found candidate : candidates) {
            boolean free = kept.stream()
                    .noneMatch(better -> (!classWise || better.label() == candidate.label())
                            && iou(better, candidate) > settings.iou());
            if (free && kept.size() < settings.maxDetections()) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private static float iou(Found one, Found other) {
        float width =
                Math.min(one.left() + one.width(), other.left() + other.width()) - Math.max(one.left(), other.left());
        float height =
                Math.min(one.top() + one.height(), other.top() + other.height()) - Math.max(one.top(), other.top());
        if (width <= 0 || height <= 0) {
            return 0;
        }
        float shared = width * height;
        return shared / (one.width() * one.height() + other.width() * other.height() - shared);
    }

    private static Found onFrame(Found box, PeerInput.Placement placement, int width, int height) {
        float left = clip((box.left() - placement.left()) / placement.scale(), width);
        float top = clip((box.top() - placement.top()) / placement.scale(), height);
        float right = clip((box.left() + box.width() - placement.left()) / placement.scale(), width);
        float bottom = clip((box.top() + box.height() - placement.top()) / placement.scale(), height);
        return new Found(box.label(), box.score(), left, top, right - left, bottom - top);
    }

    private static float clip(float value, int limit) {
        return Math.clamp(value, 0, limit);
    }

    private static float[] array(FloatBuffer buffer) {
        if (buffer.hasArray()) {
            return buffer.array();
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
