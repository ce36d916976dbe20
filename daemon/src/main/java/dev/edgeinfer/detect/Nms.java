package dev.edgeinfer.detect;

import dev.edgeinfer.model.ModelManifest;
import java.util.Arrays;

/**
 * Greedy non-maximum suppression: the best candidate is kept and suppresses every lower one that overlaps it by more
 * than the IoU threshold, then the next best that is left, and so on; the semantics of torchvision's {@code nms} and
 * {@code batched_nms}.
 *
 * <p>Equal scores are taken in the order in which the decoder added them, so the same outputs always give the same
 * detections. {@code O(n log n + n · kept)}. Working arrays are reused from frame to frame. Not thread-safe.
 */
final class Nms {

    private static final int END = -1;

    private long[] ranking = {};
    private int[] kept = {};
    private float[] keptAreas = {};
    /** The kept candidates as one linked list a label: the head by label, the next by position in {@link #kept}. */
    private final int[] heads;

    private int[] next = {};

    /** @param labelCount the candidates' labels are 0..labelCount-1 */
    Nms(int labelCount) {
        heads = new int[labelCount];
    }

    /**
     * Suppresses.
     *
     * @param iou overlap (intersection over union, 0..1) above which the lower-scored of two boxes is suppressed
     * @param maxDetections most candidates to keep, at least 1
     * @return how many were kept; {@link #kept(int)} says which
     */
    int run(Candidates candidates, ModelManifest.Nms mode, float iou, int maxDetections) {
        int count = candidates.size();
        reserve(count, Math.min(count, maxDetections));
        rank(candidates, count);
        Arrays.fill(heads, END);
        int keptCount = 0;
        for (int rank = 0; rank < count && keptCount < maxDetections; rank++) {
            int candidate = (int) ranking[rank];
            int list = mode == ModelManifest.Nms.CLASS_WISE ? candidates.label(candidate) : 0;
            float area = area(candidates, candidate);
            if (mode != ModelManifest.Nms.NONE && suppressed(candidates, candidate, area, heads[list], iou)) {
                continue;
            }
            kept[keptCount] = candidate;
            keptAreas[keptCount] = area;
            next[keptCount] = heads[list];
            heads[list] = keptCount++;
        }
        return keptCount;
    }

    /** Index of a kept candidate, best first, until the next {@link #run}. */
    int kept(int rank) {
        return kept[rank];
    }

    private boolean suppressed(Candidates candidates, int candidate, float area, int head, float iou) {
        float left = candidates.x1(candidate);
        float top = candidates.y1(candidate);
        float right = candidates.x2(candidate);
        float bottom = candidates.y2(candidate);
        for (int entry = head; entry != END; entry = next[entry]) {
            int better = kept[entry];
            float width = Math.min(right, candidates.x2(better)) - Math.max(left, candidates.x1(better));
            float height = Math.min(bottom, candidates.y2(better)) - Math.max(top, candidates.y1(better));
            if (width > 0 && height > 0) {
                float intersection = width * height;
                if (intersection / (area + keptAreas[entry] - intersection) > iou) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Sorts by falling score, then by index. Positive floats order like their bits, so one long holds both keys: the
     * complement of the score's bits above, the index below.
     */
    private void rank(Candidates candidates, int count) {
        for (int i = 0; i < count; i++) {
            ranking[i] = (long) ~Float.floatToRawIntBits(candidates.score(i)) << 32 | i;
        }
        Arrays.sort(ranking, 0, count);
    }

    private void reserve(int candidates, int keptAtMost) {
        if (ranking.length < candidates) {
            ranking = new long[Math.max(candidates, 2 * ranking.length)];
        }
        if (kept.length < keptAtMost) {
            int length = Math.max(keptAtMost, 2 * kept.length);
            kept = new int[length];
            keptAreas = new float[length];
            next = new int[length];
        }
    }

    private static float area(Candidates candidates, int i) {
        return (candidates.x2(i) - candidates.x1(i)) * (candidates.y2(i) - candidates.y1(i));
    }
}
