package dev.edgeinfer.event;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackState;
import dev.edgeinfer.track.TrackedFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A camera whose tracks come and go on simulated clocks, and what the engine tells of them. */
abstract class EventScene {

    static final Instant START = Instant.parse("2026-11-29T12:00:00.000Z");
    static final long MILLI = 1_000_000;

    final List<EventChange> facts = new ArrayList<>();
    Instant wall = START;
    long nanos = 7_000_000_000L;
    long sequence;
    final EventEngine engine = new EventEngine(
            new TimeOrderedIds(() -> wall), fact -> facts.add((EventChange) fact), () -> wall, () -> nanos);

    void pass(long millis) {
        nanos += millis * MILLI;
        wall = wall.plusMillis(millis);
    }

    Track track(long id, String label, float score, Box box, boolean stationary, String... zones) {
        return new Track(
                id,
                label,
                0,
                score,
                score,
                label,
                score,
                box,
                TrackState.ACTIVE,
                stationary,
                nanos,
                nanos,
                3,
                0,
                List.of(zones));
    }

    /** A cat of score 0.6 in whose place a motorcycle is seen for the moment. */
    Track catAsMotorcycle(Box box) {
        return new Track(
                1,
                "cat",
                15,
                0.6f,
                0.95f,
                "motorcycle",
                0.6f,
                box,
                TrackState.ACTIVE,
                false,
                nanos,
                nanos,
                3,
                0,
                List.of());
    }

    Track cat(float size) {
        return track(1, "cat", 0.6f, new Box(100, 100, size, size), false);
    }

    Track person(String... zones) {
        return track(1, "person", 0.6f, new Box(100, 100, 40, 80), false, zones);
    }

    TrackedFrame frame(List<Track> tracks, List<Track> ended) {
        return new TrackedFrame(
                "porch", ++sequence, wall, nanos, 640, 480, tracks, ended, List.of(), List.of(), List.of());
    }

    void see(Track... tracks) {
        engine.accept(frame(List.of(tracks), List.of()));
    }

    void gone(Track track) {
        engine.accept(frame(List.of(), List.of(track)));
    }

    List<Phase> phases() {
        return facts.stream().map(EventChange::phase).toList();
    }

    static Track tentative(Track track) {
        return inState(track, TrackState.TENTATIVE, 0);
    }

    static Track unseen(Track track) {
        return inState(track, TrackState.LOST, Track.NOT_SEEN);
    }

    private static Track inState(Track track, TrackState state, int detection) {
        return new Track(
                track.id(),
                track.label(),
                0,
                track.score(),
                track.score(),
                track.label(),
                track.score(),
                track.box(),
                state,
                false,
                track.firstSeenNanos(),
                track.lastSeenNanos(),
                1,
                detection,
                List.of());
    }
}
