package dev.edgeinfer.http.picture;

import dev.edgeinfer.http.exchange.Parameters;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a picture is asked for; equal options make the same bytes of the same frame.
 *
 * @param height most pixels of its height, {@value #LEAST_HEIGHT}..{@value #MOST_HEIGHT}; it is made smaller, never larger;
 *     empty: as the frame is
 * @param quality of the JPEG, 1..100
 * @param boxes whether the detections of the frame are drawn
 * @param zones whether the camera's zones and lines are drawn
 * @param tracks whether the objects that are followed are drawn, with their numbers and where they came from
 * @param timestamp whether the time of the capture is written
 */
public record PictureOptions(
        OptionalInt height, int quality, boolean boxes, boolean zones, boolean tracks, boolean timestamp) {

    public static final int LEAST_HEIGHT = 32;
    public static final int MOST_HEIGHT = 4320;

    /** The names of the parameters that say so. */
    public static final Set<String> PARAMETERS = Set.of("height", "quality", "boxes", "zones", "tracks", "timestamp");

    /** @param usualQuality where none is asked for */
    public static PictureOptions of(Parameters parameters, int usualQuality) {
        return new PictureOptions(
                parameters.whole("height", LEAST_HEIGHT, MOST_HEIGHT),
                parameters.whole("quality", 1, 100).orElse(usualQuality),
                parameters.flag("boxes"),
                parameters.flag("zones"),
                parameters.flag("tracks"),
                parameters.flag("timestamp"));
    }

    /** Whether anything is drawn that was seen in the frame. */
    public boolean needsDetections() {
        return boxes || tracks;
    }
}
