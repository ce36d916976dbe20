package dev.edgeinfer.track;

import dev.edgeinfer.detect.Box;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The measures of multiple object tracking of CLEAR MOT (Bernardin and Stiefelhagen, 2008) and of identities (Ristani et
 * al., 2016), a track and a truth belonging together from an overlap of 0.5 on.
 *
 * @param mota 1 less the part of the truth that was missed, made up or given another id
 * @param idf1 F1 of the detections when every truth is given the one track that fits it best
 */
record MotMeasure(double mota, double idf1, int switches, int falsePositives, int misses) {

    private static final double LEAST_IOU = 0.5;

    static MotMeasure of(List<Sequence.Frame> frames, List<Map<Integer, Box>> tracks) {
        var counted = new MotMeasureCount();
        for (int i = 0; i < frames.size(); i++) {
            counted.add(frames.get(i).truth(), tracks.get(i));
        }
        return counted.result();
    }

    private static final class MotMeasureCount {

        private final Map<Integer, Integer> lastTrack = new HashMap<>();
        private final Map<Integer, Map<Integer, Integer>> together = new LinkedHashMap<>();
        private int truths;
        private int found;
        private int switches;
        private int falsePositives;
        private int misses;

        void add(Map<Integer, Box> truth, Map<Integer, Box> tracks) {
            truths += truth.size();
            found += tracks.size();
            truth.forEach((id, box) -> tracks.forEach((track, other) -> {
                if (iou(box, other) >= LEAST_IOU) {
                    together.computeIfAbsent(id, none -> new LinkedHashMap<>()).merge(track, 1, Integer::sum);
                }
            }));
            Map<Integer, Integer> pairs = pairs(truth, tracks);
            misses += truth.size() - pairs.size();
            falsePositives += tracks.size() - pairs.size();
            pairs.forEach((id, track) -> {
                Integer before = lastTrack.put(id, track);
                if (before != null && !before.equals(track)) {
                    switches++;
                }
            });
        }

        /** Those that were together and still fit stay so; the others as well as they fit. */
        private Map<Integer, Integer> pairs(Map<Integer, Box> truth, Map<Integer, Box> tracks) {
            var pairs = new LinkedHashMap<Integer, Integer>();
            truth.forEach((id, box) -> {
                Integer track = lastTrack.get(id);
                if (track != null
                        && tracks.containsKey(track)
                        && !pairs.containsValue(track)
                        && iou(box, tracks.get(track)) >= LEAST_IOU) {
                    pairs.put(id, track);
                }
            });
            var ids =
                    truth.keySet().stream().filter(id -> !pairs.containsKey(id)).toList();
            var others = tracks.keySet().stream()
                    .filter(track -> !pairs.containsValue(track))
                    .toList();
            var weights = new double[ids.size() * others.size()];
            for (int i = 0; i < ids.size(); i++) {
                for (int j = 0; j < others.size(); j++) {
                    double overlap = iou(truth.get(ids.get(i)), tracks.get(others.get(j)));
                    // As many pairs as can be, then the best ones.
                    weights[i * others.size() + j] = overlap >= LEAST_IOU ? 1000 + overlap : 0;
                }
            }
            solve(weights, ids, others, pairs);
            return pairs;
        }

        MotMeasure result() {
            var ids = new ArrayList<>(together.keySet());
            var tracks = together.values().stream()
                    .flatMap(counts -> counts.keySet().stream())
                    .distinct()
                    .toList();
            var weights = new double[ids.size() * tracks.size()];
            for (int i = 0; i < ids.size(); i++) {
                for (int j = 0; j < tracks.size(); j++) {
                    weights[i * tracks.size() + j] = together.get(ids.get(i)).getOrDefault(tracks.get(j), 0);
                }
            }
            var pairs = new LinkedHashMap<Integer, Integer>();
            solve(weights, ids, tracks, pairs);
            int right = pairs.entrySet().stream()
                    .mapToInt(pair -> together.get(pair.getKey()).get(pair.getValue()))
                    .sum();
            return new MotMeasure(
                    1 - (misses + falsePositives + switches) / (double) truths,
                    2.0 * right / (truths + found),
                    switches,
                    falsePositives,
                    misses);
        }

        private static void solve(
                double[] weights, List<Integer> rows, List<Integer> columns, Map<Integer, Integer> pairs) {
            var assignment = new Assignment();
            assignment.solve(weights, rows.size(), columns.size());
            for (int row = 0; row < rows.size(); row++) {
                if (assignment.column(row) != Assignment.NONE) {
                    pairs.put(rows.get(row), columns.get(assignment.column(row)));
                }
            }
        }

        private static double iou(Box a, Box b) {
            var one = new Rectangle();
            var other = new Rectangle();
            one.set(a);
            other.set(b);
            return one.iou(other);
        }
    }
}
