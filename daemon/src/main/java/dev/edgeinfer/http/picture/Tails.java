package dev.edgeinfer.http.picture;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.track.Track;
import dev.edgeinfer.track.TrackedFrame;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the objects of one camera came from; immutable.
 *
 * @param byTrack by the number of a track the last places of the middle of its lower edge, oldest first: x and y in turn, 0..1
 *     of the frame
 */
record Tails(Map<Long, float[]> byTrack) {

    static final Tails NONE = new Tails(Map.of());

    private static final int MOST_PLACES = 24;

    /** Who trembles in one place leaves no tail. */
    private static final float LEAST_STEP = 0.005f;

    /** As they are with the next frame; those of tracks that have ended are gone. */
    Tails after(TrackedFrame frame) {
        Map<Long, float[]> next = new HashMap<>();
        for (Track track : frame.tracks()) {
            if (track.confirmed()) {
                next.put(track.id(), extended(byTrack.getOrDefault(track.id(), new float[0]), track.box(), frame));
            }
        }
        return new Tails(next);
    }

    private static float[] extended(float[] places, Box box, TrackedFrame frame) {
        float x = (box.x() + box.width() / 2) / frame.width();
        float y = (box.y() + box.height()) / frame.height();
        int length = places.length;
        if (length > 0 && Math.hypot(places[length - 2] - x, places[length - 1] - y) < LEAST_STEP) {
            return places;
        }
        int from = length == 2 * MOST_PLACES ? 2 : 0;
        float[] longer = Arrays.copyOfRange(places, from, length + 2);
        longer[longer.length - 2] = x;
        longer[longer.length - 1] = y;
        return longer;
    }
}
