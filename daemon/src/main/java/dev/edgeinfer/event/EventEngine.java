package dev.edgeinfer.event;

import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Makes events of tracks. One begins when a track is believed, and ends when it is gone, when its camera gives no frames
 * any more, or when this is closed. What changes meanwhile is told at most once a second for each event, and its last
 * state with the end at the latest.
 *
 * <p>Any thread may call; no call waits for a disk or for pixels.
 */
public final class EventEngine {

    static final long UPDATE_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long PICTURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TimeOrderedIds ids;
    private final Consumer<Fact> facts;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private final Map<Key, OpenEvent> open = new LinkedHashMap<>();
    private final Map<String, Long> lostAt = new HashMap<>();
    private boolean closed;

    private record Key(String camera, long track) {}

    /**
     * An event of which a picture may be better than the one there is.
     *
     * @param label what the event is, and what was seen in this frame
     * @param worth score times size of the object in the frame
     * @param worthBefore the same of the best picture; 0: there is none
     * @param valueBefore worth times sharpness of the best picture; 0: there is none
     */
    record Candidate(String event, String label, Track track, double worth, double worthBefore, double valueBefore) {}

    /** @param facts takes what happened, without waiting */
    public EventEngine(TimeOrderedIds ids, Consumer<Fact> facts) {
        this(ids, facts, InstantSource.system(), System::nanoTime);
    }

    EventEngine(TimeOrderedIds ids, Consumer<Fact> facts, InstantSource clock, LongSupplier nanoTime) {
        this.ids = ids;
        this.facts = facts;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Takes what is known after one frame; the frames of a camera come in the order of their captures. */
    public synchronized void accept(TrackedFrame frame) {
        Long lost = lostAt.get(frame.camera());
        // What waited when the camera was lost must not begin what nothing would end.
        if (closed || lost != null && frame.capturedNanos() - lost <= 0) {
            return;
        }
        for (Track track : frame.tracks()) {
            var key = new Key(frame.camera(), track.id());
            OpenEvent event = open.get(key);
            if (event != null) {
                event.see(track, frame);
            } else if (track.confirmed() && track.seen()) {
                begin(key, track, frame);
            }
        }
        for (Track track : frame.ended()) {
            OpenEvent event = open.remove(new Key(frame.camera(), track.id()));
            if (event != null) {
                end(event, EndReason.GONE);
            }
        }
        update(frame.camera());
    }

    /** Tells that frames of a camera are left out because nothing moves in them. */
    public synchronized void still(String camera) {
        update(camera);
    }

    /** Tells that a camera gives no frames: its events end. */
    public synchronized void cameraLost(String camera) {
        lostAt.put(camera, nanoTime.getAsLong());
        endAll(event -> event.camera().equals(camera), EndReason.CAMERA_LOST);
    }

    /** The event of a track; empty: it has none, because it is not believed yet or not any more. */
    public synchronized Optional<String> eventOf(String camera, long track) {
        return Optional.ofNullable(open.get(new Key(camera, track))).map(OpenEvent::id);
    }

    /** Ends all events for good. */
    public synchronized void close(EndReason reason) {
        closed = true;
        endAll(event -> true, reason);
    }

    private void begin(Key key, Track track, TrackedFrame frame) {
        var event = new OpenEvent(ids.next(), track, frame);
        open.put(key, event);
        tell(Phase.NEW, event);
    }

    private void update(String camera) {
        long now = nanoTime.getAsLong();
        for (OpenEvent event : open.values()) {
            if (event.camera().equals(camera) && event.hasNews() && now - event.toldNanos() >= UPDATE_NANOS) {
                tell(Phase.UPDATE, event);
            }
        }
    }

    private void tell(Phase phase, OpenEvent event) {
        Optional<Event> before = event.told();
        Event state = event.tell(nanoTime.getAsLong());
        facts.accept(new Fact.EventChange(phase, clock.instant().truncatedTo(ChronoUnit.MILLIS), before, state));
    }

    private void endAll(Predicate<OpenEvent> which, EndReason reason) {
        for (Iterator<OpenEvent> events = open.values().iterator(); events.hasNext(); ) {
            OpenEvent event = events.next();
            if (which.test(event)) {
                events.remove();
                end(event, reason);
            }
        }
    }

    private void end(OpenEvent event, EndReason reason) {
        facts.accept(new Fact.EventChange(
                Phase.END, clock.instant().truncatedTo(ChronoUnit.MILLIS), event.told(), event.end(reason)));
    }

    /** Events that may have a better picture in a frame than they have. */
    synchronized List<Candidate> candidates(TrackedFrame frame) {
        long now = nanoTime.getAsLong();
        double area = (double) frame.width() * frame.height();
        var candidates = new ArrayList<Candidate>();
        for (Track track : frame.tracks()) {
            OpenEvent event = open.get(new Key(frame.camera(), track.id()));
            // Another object that took the place of the event's own gives no picture of it.
            if (event == null
                    || !track.seen()
                    || !track.lastLabel().equals(event.label())
                    || !event.mayBePictured(now, PICTURE_NANOS)) {
                continue;
            }
            double worth = track.lastScore() * track.box().width() * track.box().height() / area;
            if (worth > event.pictureWorth()) {
                candidates.add(new Candidate(
                        event.id(), event.label(), track, worth, event.pictureWorth(), event.pictureValue()));
            }
        }
        return candidates;
    }

    /** Takes note that a picture of the event of a track is kept. */
    synchronized void pictured(String camera, Candidate candidate, double value) {
        OpenEvent event = open.get(new Key(camera, candidate.track().id()));
        if (event != null) {
            event.pictured(candidate.label(), candidate.worth(), value, nanoTime.getAsLong());
        }
    }
}
