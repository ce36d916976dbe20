package dev.edgeinfer.track;

import dev.edgeinfer.detect.Box;
import java.util.List;

/**
 * One object that was followed from frame to frame, as it stands after one of them.
 *
 * @param id number in its camera, from 1, growing; never given twice while the daemon runs with one configuration
 * @param label what most of its detections say, each weighing as much as its score
 * @param labelId index of the label in the model's labels
 * @param score median of its last scores, 0..1
 * @param lastScore score of its last detection
 * @param lastLabel label of that detection, which another object in its place may have given
 * @param topScore best score that a detection of its label ever had
 * @param box where it is by all that was seen, and while it is lost where it is expected; in pixels of the frame
 * @param state see {@link TrackState}
 * @param stationary whether it has not left its place for long
 * @param firstSeenNanos {@link System#nanoTime} of the capture of the frame it was first seen in
 * @param lastSeenNanos the same of the last
 * @param hits in how many frames it was seen
 * @param detection index of its detection in the frame; {@link #NOT_SEEN} when it has none
 * @param zones names of the zones that it counts in, in the order of the configuration; immutable
 */
public record Track(
        long id,
        String label,
        int labelId,
        float score,
        float lastScore,
        String lastLabel,
        float topScore,
        Box box,
        TrackState state,
        boolean stationary,
        long firstSeenNanos,
        long lastSeenNanos,
        int hits,
        int detection,
        List<String> zones) {

    public static final int NOT_SEEN = -1;

    /**
     * Whether it was seen often enough ({@code min-hits}) and well enough ({@code threshold}) to be believed, so that a
     * single false detection is nothing to anyone. What is confirmed stays so.
     */
    public boolean confirmed() {
        return state != TrackState.TENTATIVE;
    }

    public boolean seen() {
        return detection != NOT_SEEN;
    }

    Track inZones(List<String> names) {
        return new Track(
                id,
                label,
                labelId,
                score,
                lastScore,
                lastLabel,
                topScore,
                box,
                state,
                stationary,
                firstSeenNanos,
                lastSeenNanos,
                hits,
                detection,
                names);
    }
}
