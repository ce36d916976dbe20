package dev.edgeinfer.track;

import dev.edgeinfer.detect.Detection;
import java.util.Arrays;

/** What the detections of a track say that it is, each with as many votes as its score, and how sure they were. */
final class LabelVotes {

    private int[] labelIds = new int[1];
    private String[] labels = new String[1];
    private double[] votes = new double[1];
    private float[] topScores = new float[1];
    private int count;
    private int leader;
    private int latest;

    void add(Detection detection) {
        int index = indexOf(detection);
        latest = index;
        topScores[index] = Math.max(topScores[index], detection.score());
        votes[index] += detection.score();
        // Who leads keeps a draw.
        if (votes[index] > votes[leader]) {
            leader = index;
        }
    }

    String label() {
        return labels[leader];
    }

    int labelId() {
        return labelIds[leader];
    }

    /** Best score of those that say the same as {@link #label}. */
    float topScore() {
        return topScores[leader];
    }

    /** What the last one says. */
    String latestLabel() {
        return labels[latest];
    }

    private int indexOf(Detection detection) {
        for (int i = 0; i < count; i++) {
            // Another model may number the same label otherwise.
            if (labels[i].equals(detection.label())) {
                labelIds[i] = detection.labelId();
                return i;
            }
        }
        if (count == votes.length) {
            labelIds = Arrays.copyOf(labelIds, 2 * count);
            labels = Arrays.copyOf(labels, 2 * count);
            votes = Arrays.copyOf(votes, 2 * count);
            topScores = Arrays.copyOf(topScores, 2 * count);
        }
        labelIds[count] = detection.labelId();
        labels[count] = detection.label();
        return count++;
    }
}
