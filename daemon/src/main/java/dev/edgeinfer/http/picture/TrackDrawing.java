package dev.edgeinfer.http.picture;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.util.List;

/** Draws objects that are followed: where they came from, and their boxes where nobody else draws these. */
final class TrackDrawing {

    private TrackDrawing() {}

    /** @param boxes whether also what was seen gets a box; what is hidden has one always, where it is expected */
    static void draw(Canvas canvas, TrackedDetections.Entry entry, boolean boxes) {
        TrackedFrame frame = entry.tracked();
        List<Track> tracks = frame.tracks().stream().filter(Track::confirmed).toList();
        tracks.forEach(track -> tail(canvas, entry.tails().byTrack().get(track.id()), colour(track)));
        List<Track> boxed =
                tracks.stream().filter(track -> boxes || !track.seen()).toList();
        float across = (float) canvas.width() / frame.width();
        float down = (float) canvas.height() / frame.height();
        for (Track track : boxed) {
            Box box = track.box().scaled(across, down);
            canvas.rectangle(box.x(), box.y(), box.width(), box.height(), colour(track));
        }
        for (Track track : boxed) {
            Box box = track.box().scaled(across, down);
            canvas.plate(track.seen() ? name(track) : name(track) + " ?", box.x(), box.y(), colour(track));
        }
    }

    /** What an object is called: its label and the number of its track. */
    static String name(Track track) {
        return "%s #%d".formatted(track.label(), track.id());
    }

    private static int colour(Track track) {
        return Annotation.colour(track.labelId());
    }

    /** Thin where it is old. */
    private static void tail(Canvas canvas, float[] places, int colour) {
        if (places == null) {
            return;
        }
        for (int i = 2; i < places.length; i += 2) {
            canvas.line(
                    places[i - 2] * canvas.width(),
                    places[i - 1] * canvas.height(),
                    places[i] * canvas.width(),
                    places[i + 1] * canvas.height(),
                    colour,
                    0.8 + 1.6 * i / places.length);
        }
    }
}
