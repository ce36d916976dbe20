package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest.Input;
import dev.edgeinfer.model.OutputTensor;
import java.nio.FloatBuffer;

/**
 * A classifier: {@code [1, C]}, probabilities or logits. Taken as probabilities when all are within 0..1 and their sum
 * is 1 within a tenth, which leaves room for quantization; anything else goes through a softmax. The box is the whole
 * picture.
 */
final class ClassifyDecoder implements OutputDecoder {

    private static final double SUM_TOLERANCE = 0.1;

    private final FloatBuffer values;
    private final Input input;
    private final float[] probabilities;

    ClassifyDecoder(OutputTensor output, Input input) {
        this.values = output.floats();
        this.input = input;
        this.probabilities = new float[output.size(1)];
    }

    @Override
    public void decode(Candidates candidates, boolean multiLabel) {
        readProbabilities();
        int best = 0;
        for (int label = 0; label < probabilities.length; label++) {
            if (multiLabel) {
                add(candidates, label);
            } else if (probabilities[label] > probabilities[best]) {
                best = label;
            }
        }
        if (!multiLabel) {
            add(candidates, best);
        }
    }

    private void add(Candidates candidates, int label) {
        candidates.add(0, 0, input.width(), input.height(), probabilities[label], label);
    }

    private void readProbabilities() {
        values.get(0, probabilities);
        double sum = 0;
        float highest = Float.NEGATIVE_INFINITY;
        boolean within = true;
        for (float value : probabilities) {
            sum += value;
            highest = Math.max(highest, value);
            within &= value >= 0 && value <= 1;
        }
        if (!within || Math.abs(sum - 1) > SUM_TOLERANCE) {
            softmax(highest);
        }
    }

    /** A logit that is NaN or infinitely high makes every probability a NaN, and the picture has no class. */
    private void softmax(float highest) {
        double sum = 0;
        for (float logit : probabilities) {
            sum += Math.exp(logit - highest);
        }
        for (int label = 0; label < probabilities.length; label++) {
            probabilities[label] = (float) (Math.exp(probabilities[label] - highest) / sum);
        }
    }
}
