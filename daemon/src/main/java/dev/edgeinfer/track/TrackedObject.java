package dev.edgeinfer.track;

import dev.edgeinfer.config.TrackingConfig;
import dev.edgeinfer.detect.Detection;
import java.util.List;

/** One object that is followed, with all that is known of it. Used by its {@link Tracker} only. */
final class TrackedObject {

    /** An object that overlaps the place it had by less has moved away; noise moves a box by less. */
    private static final double SAME_PLACE_IOU = 0.7;

    private static final int ESTABLISHED_HITS = 2;

    private final long id;
    private final TrackingConfig config;
    private final BoxFilter filter;
    private final LabelVotes votes = new LabelVotes();
    private final ScoreHistory scores = new ScoreHistory();
    private final Rectangle expected = new Rectangle();
    private final Rectangle place = new Rectangle();
    private final long firstSeen;
    private long lastSeen;
    private long inPlaceSince;
    private int misses;
    private boolean confirmed;
    private int detection;

    TrackedObject(long id, TrackingConfig config, Detection first, int detection, long nanos) {
        this.id = id;
        this.config = config;
        filter = new BoxFilter(first.box());
        firstSeen = nanos;
        inPlaceSince = nanos;
        place.set(first.box());
        note(first, detection, nanos);
    }

    /** Moves on to the next frame, in which it has not been found yet. */
    void predict(double seconds) {
        if (misses > 0) {
            filter.keepSize();
        }
        filter.predict(seconds);
        setExpected();
        detection = Track.NOT_SEEN;
        misses++;
    }

    /** Lets time pass in which nothing moved: it was there all the while, if it was there before. */
    void skip(long nanos) {
        lastSeen += nanos;
    }

    void see(Detection seen, int index, long nanos) {
        filter.correct(seen.box());
        note(seen, index, nanos);
    }

    private void note(Detection seen, int index, long nanos) {
        setExpected();
        votes.add(seen);
        scores.add(seen.score());
        lastSeen = nanos;
        misses = 0;
        detection = index;
        confirmed |= scores.count() >= config.minHits() && scores.median() >= config.threshold();
        if (expected.iou(place) < SAME_PLACE_IOU) {
            place.set(filter.left(), filter.top(), filter.width(), filter.height());
            inPlaceSince = nanos;
        }
    }

    private void setExpected() {
        expected.set(filter.left(), filter.top(), filter.width(), filter.height());
    }

    long id() {
        return id;
    }

    String label() {
        return votes.label();
    }

    /** Where it is in the frame: as expected, and once it was seen as corrected by that. */
    Rectangle expected() {
        return expected;
    }

    /** Whether it is known how it moves, so that a frame without it does not end it. */
    boolean isEstablished() {
        return scores.count() >= Math.min(ESTABLISHED_HITS, config.minHits());
    }

    boolean isSeen() {
        return detection != Track.NOT_SEEN;
    }

    /** In how many frames it was not seen since it was last, this one included. */
    int misses() {
        return misses;
    }

    long unseenNanos(long now) {
        return now - lastSeen;
    }

    long livedNanos() {
        return lastSeen - firstSeen;
    }

    Track snapshot(long now) {
        return new Track(
                id,
                votes.label(),
                votes.labelId(),
                scores.median(),
                scores.latest(),
                votes.latestLabel(),
                votes.topScore(),
                filter.box(),
                !confirmed ? TrackState.TENTATIVE : isSeen() ? TrackState.ACTIVE : TrackState.LOST,
                now - inPlaceSince >= config.stationaryAfter().toNanos(),
                firstSeen,
                lastSeen,
                scores.count(),
                detection,
                List.of());
    }
}
