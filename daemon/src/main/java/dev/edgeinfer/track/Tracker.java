package dev.edgeinfer.track;

import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Follows the objects of one camera from frame to frame, as ByteTrack does (Zhang et al., 2022): detections of a high
 * score are matched with where the known objects are expected, then those of a low score, which alone would begin
 * nothing, with the objects that are left, so that one that is half hidden keeps its track. What is left of the high ones
 * begins new tracks. Each matching is the one with the greatest sum of overlaps ({@link Assignment}).
 *
 * <p>Different from ByteTrack, because frames may come slowly here and at any rate: all times are those of the captures;
 * low scores continue an object also when it was lost; and before a new track begins, a last stage gives the
 * detection to a known object that it touches at all.
 *
 * <p>One thread at a time. Working arrays are reused; what is returned is made for the call.
 */
public final class Tracker {

    /** Of an object and a detection of low score. */
    private static final double LOW_SCORE_MIN_IOU = 0.1;

    /** Of an object that was seen once: where it is expected is where it was. */
    private static final double TENTATIVE_MIN_IOU = 0.1;

    /** When the labels differ, a good part must overlap, and counts half: a van may be taken for a truck, not often. */
    private static final double OTHER_LABEL_MIN_IOU = 0.5;

    private static final double OTHER_LABEL_FACTOR = 0.5;

    /** Above this two boxes are of one object. */
    private static final double DUPLICATE_IOU = 0.85;

    /** Frames that an established object survives without being seen, however slowly they come. */
    private static final int LEAST_FRAMES = 3;

    /** And one that is not. */
    private static final int TENTATIVE_FRAMES = 1;

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    private final TrackingConfig config;
    private final List<TrackedObject> objects = new ArrayList<>();
    private final Assignment assignment = new Assignment();
    private long lastId;

    private boolean begun;
    private boolean resumed;
    private long now;

    /** Between two frames, as a moving average; 0 before the second. */
    private double usualNanos;

    private int width;
    private int height;

    // Of the frame at hand.
    private List<Detection> detections = List.of();
    private Rectangle[] boxes = {};
    private boolean[] taken = {};
    private final List<TrackedObject> candidates = new ArrayList<>();
    private int[] columns = {};
    private double[] weights = {};
    private final List<Track> ended = new ArrayList<>();

    /**
     * What became of the tracks in one frame.
     *
     * @param tracks those there are, oldest first; immutable
     * @param ended those that ended, as they were; immutable
     */
    public record Result(List<Track> tracks, List<Track> ended) {}

    public Tracker(TrackingConfig config) {
        this.config = config;
    }

    /**
     * Takes what was seen in one frame. When the size of the frames changes all tracks end, and likewise when no frame
     * came for so long that they would have ended one by one. A frame that was captured no later than its predecessor
     * changes nothing.
     *
     * @param capturedNanos {@link System#nanoTime} of the capture
     * @param frameWidth in pixels
     * @param frameHeight in pixels
     */
    public Result update(long capturedNanos, int frameWidth, int frameHeight, List<Detection> seen) {
        ended.clear();
        if (begun && capturedNanos - now <= 0) {
            return new Result(snapshots(), List.of());
        }
        advance(capturedNanos, frameWidth, frameHeight);
        take(seen);
        double high = config.highScore();
        match(TrackedObject::isEstablished, high, NO_LIMIT, config.minIou());
        match(TrackedObject::isEstablished, config.minScore(), high, LOW_SCORE_MIN_IOU);
        match(object -> !object.isEstablished(), high, NO_LIMIT, TENTATIVE_MIN_IOU);
        match(TrackedObject::isEstablished, high, NO_LIMIT, 0);
        begin();
        endWhatIsGone();
        return new Result(snapshots(), List.copyOf(ended));
    }

    /**
     * Tells that frames were left out before the next one because nothing moved in them: the time that passed is no one's
     * age.
     */
    void resume() {
        resumed = true;
    }

    private void advance(long capturedNanos, int frameWidth, int frameHeight) {
        long elapsed = begun ? capturedNanos - now : 0;
        if (resumed) {
            long leftOut = Math.max(0, elapsed - (long) usualNanos);
            objects.forEach(object -> object.skip(leftOut));
            elapsed -= leftOut;
            resumed = false;
        }
        boolean sizeChanged = begun && (frameWidth != width || frameHeight != height);
        if (sizeChanged || elapsed > patienceNanos()) {
            objects.forEach(this::end);
            objects.clear();
        }
        now = capturedNanos;
        width = frameWidth;
        height = frameHeight;
        if (begun) {
            double seconds = elapsed / (double) TimeUnit.SECONDS.toNanos(1);
            objects.forEach(object -> object.predict(seconds));
            // A gap says little about the rate: no frame more than doubles it.
            usualNanos = usualNanos == 0 ? elapsed : 0.8 * usualNanos + 0.2 * Math.min(elapsed, 6 * usualNanos);
        }
        begun = true;
    }

    private double patienceNanos() {
        return Math.max(config.maxAge().toNanos(), LEAST_FRAMES * usualNanos);
    }

    private void take(List<Detection> seen) {
        detections = seen;
        int count = seen.size();
        if (boxes.length < count) {
            int length = Math.max(count, 2 * boxes.length);
            boxes = new Rectangle[length];
            taken = new boolean[length];
            columns = new int[length];
            for (int i = 0; i < length; i++) {
                boxes[i] = new Rectangle();
            }
        }
        for (int i = 0; i < count; i++) {
            boxes[i].set(seen.get(i).box());
            // No sum of overlaps can be made of what a model gives when it overflows.
            taken[i] = !boxes[i].isFinite();
        }
    }

    /** Which objects take part in a stage. */
    private interface Part {
        boolean has(TrackedObject object);
    }

    /** One stage: those objects that were not found yet, with the detections of these scores that nobody has. */
    private void match(Part part, double fromScore, double belowScore, double minIou) {
        candidates.clear();
        for (TrackedObject object : objects) {
            if (!object.isSeen() && part.has(object)) {
                candidates.add(object);
            }
        }
        int columnCount = 0;
        for (int i = 0; i < detections.size(); i++) {
            float score = detections.get(i).score();
            if (!taken[i] && score >= fromScore && score < belowScore) {
                columns[columnCount++] = i;
            }
        }
        int rowCount = candidates.size();
        if (rowCount == 0 || columnCount == 0) {
            return;
        }
        weigh(rowCount, columnCount, minIou);
        assignment.solve(weights, rowCount, columnCount);
        for (int row = 0; row < rowCount; row++) {
            int column = assignment.column(row);
            if (column != Assignment.NONE) {
                int index = columns[column];
                taken[index] = true;
                candidates.get(row).see(detections.get(index), index, now);
            }
        }
    }

    private void weigh(int rowCount, int columnCount, double minIou) {
        if (weights.length < rowCount * columnCount) {
            weights = new double[Math.max(rowCount * columnCount, 2 * weights.length)];
        }
        for (int row = 0; row < rowCount; row++) {
            TrackedObject object = candidates.get(row);
            for (int column = 0; column < columnCount; column++) {
                double overlap = object.expected().iou(boxes[columns[column]]);
                if (overlap > 0 && !detections.get(columns[column]).label().equals(object.label())) {
                    overlap = overlap < OTHER_LABEL_MIN_IOU ? 0 : OTHER_LABEL_FACTOR * overlap;
                }
                weights[row * columnCount + column] = Math.max(0, overlap - minIou);
            }
        }
    }

    private void begin() {
        int known = objects.size();
        for (int i = 0; i < detections.size(); i++) {
            Detection detection = detections.get(i);
            if (!taken[i] && detection.score() >= config.highScore() && !isSeenAlready(boxes[i], known)) {
                objects.add(new TrackedObject(++lastId, config, detection, i, now));
            }
        }
    }

    /** Whether a detection is of an object that has one in this frame, as models give that suppress by label only. */
    private boolean isSeenAlready(Rectangle box, int known) {
        for (int i = 0; i < known; i++) {
            TrackedObject object = objects.get(i);
            if (object.isSeen() && object.expected().iou(box) > DUPLICATE_IOU) {
                return true;
            }
        }
        return false;
    }

    private void endWhatIsGone() {
        double patience = patienceNanos();
        int kept = 0;
        for (int i = 0; i < objects.size(); i++) {
            TrackedObject object = objects.get(i);
            boolean gone = object.isEstablished()
                    ? object.unseenNanos(now) > patience || isDuplicate(object)
                    : object.misses() > TENTATIVE_FRAMES;
            if (gone) {
                end(object);
            } else {
                objects.set(kept++, object);
            }
        }
        objects.subList(kept, objects.size()).clear();
    }

    /** Whether an object that is not seen stands where one is seen that is known for longer. */
    private boolean isDuplicate(TrackedObject lost) {
        if (lost.isSeen()) {
            return false;
        }
        for (TrackedObject other : objects) {
            if (other.isSeen()
                    && other.livedNanos() >= lost.livedNanos()
                    && other.expected().iou(lost.expected()) > DUPLICATE_IOU) {
                return true;
            }
        }
        return false;
    }

    private void end(TrackedObject object) {
        ended.add(object.snapshot(now));
    }

    private List<Track> snapshots() {
        var tracks = new ArrayList<Track>(objects.size());
        for (TrackedObject object : objects) {
            tracks.add(object.snapshot(now));
        }
        return List.copyOf(tracks);
    }
}
