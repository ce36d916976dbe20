package dev.edgeinfer.event;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event.PathPoint;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An event that goes on. Used by its {@link EventEngine} only.
 *
 * <p>Its times follow from the wall clock at its beginning and the monotonic clock from then on, so that a clock that is
 * set meanwhile makes no duration wrong.
 */
final class OpenEvent {

    /** How much better a score must be for others to be told. */
    private static final float CLEARLY = 0.05f;

    /** A score below all scores. */
    private static final float NOTHING_SEEN = -1;

    private static final double COORDINATE_STEPS = 10_000;

    private final String id;
    private final String camera;
    private final long track;
    private final Instant startedAt;
    private final long startedNanos;
    private final Set<String> zones = new LinkedHashSet<>();
    private final EventPath path = new EventPath();

    private String label;
    private boolean stationary;
    private float topScore;
    private float boxScore = NOTHING_SEEN;
    private Box box;
    private int width;
    private int height;
    private long lastSeenNanos;
    private Event told;
    private long toldNanos;
    private boolean snapshotTold;

    // Of the best picture of it.
    private double pictureWorth;
    private double pictureValue;
    private long pictureNanos;
    private int pictures;

    OpenEvent(String id, Track first, TrackedFrame frame) {
        this.id = id;
        camera = frame.camera();
        track = first.id();
        startedNanos = first.firstSeenNanos();
        startedAt = frame.capturedAt()
                .minusNanos(frame.capturedNanos() - startedNanos)
                .truncatedTo(ChronoUnit.MILLIS);
        see(first, frame);
    }

    /** Takes note of how its track stands after a frame. */
    void see(Track now, TrackedFrame frame) {
        if (!now.label().equals(label)) {
            label = now.label();
            forgetBest();
        }
        stationary = now.stationary();
        topScore = now.topScore();
        lastSeenNanos = now.lastSeenNanos();
        zones.addAll(now.zones());
        if (!now.seen()) {
            return;
        }
        Box seen = now.box();
        // What another object in its place was seen with is nothing of it; only its first place must be some place.
        boolean itself = now.lastLabel().equals(label);
        if (box == null || itself && now.lastScore() >= boxScore) {
            boxScore = itself ? now.lastScore() : NOTHING_SEEN;
            box = seen;
            width = frame.width();
            height = frame.height();
        }
        path.add(new PathPoint(
                at(frame.capturedNanos()),
                part(seen.x() + seen.width() / 2, frame.width()),
                part(seen.y() + seen.height(), frame.height())));
    }

    /** Of what it is not any more: the next place and picture are better, and the picture kept is none of it. */
    private void forgetBest() {
        boxScore = NOTHING_SEEN;
        pictureWorth = 0;
        pictureValue = 0;
    }

    /** More digits than a pixel needs would only take room. */
    private static double part(double pixels, int size) {
        return Math.round(Math.clamp(pixels / size, 0, 1) * COORDINATE_STEPS) / COORDINATE_STEPS;
    }

    private Instant at(long nanos) {
        return startedAt.plusNanos(nanos - startedNanos).truncatedTo(ChronoUnit.MILLIS);
    }

    String id() {
        return id;
    }

    String camera() {
        return camera;
    }

    long track() {
        return track;
    }

    String label() {
        return label;
    }

    /** Whether it differs from what was told last in a way that others want to know. */
    boolean hasNews() {
        return !told.label().equals(label)
                || told.stationary() != stationary
                || told.zones().size() != zones.size()
                || topScore - told.topScore() >= CLEARLY
                || !snapshotTold;
    }

    Optional<Event> told() {
        return Optional.ofNullable(told);
    }

    long toldNanos() {
        return toldNanos;
    }

    /** The event as it is now, which is told to others. */
    Event tell(long now) {
        told = state();
        toldNanos = now;
        snapshotTold = true;
        return told;
    }

    Event end(Event.EndReason reason) {
        return state().ended(at(lastSeenNanos), reason);
    }

    private Event state() {
        return new Event(
                id,
                camera,
                track,
                label,
                topScore,
                box,
                width,
                height,
                startedAt,
                Optional.empty(),
                Optional.empty(),
                zones.stream().toList(),
                path.points(),
                stationary,
                pictures > 0);
    }

    /** Score and size of the best picture of it as what its label says; 0: there is none. */
    double pictureWorth() {
        return pictureWorth;
    }

    /** The same with its sharpness. */
    double pictureValue() {
        return pictureValue;
    }

    /** Whether a picture may be taken: not too soon after the one before it. */
    boolean mayBePictured(long now, long interval) {
        return pictures == 0 || now - pictureNanos >= interval;
    }

    /** @param of the label that it had when the picture was chosen */
    void pictured(String of, double worth, double value, long now) {
        if (of.equals(label)) {
            pictureWorth = worth;
            pictureValue = value;
        }
        pictureNanos = now;
        pictures++;
        snapshotTold = false;
    }
}
