package dev.edgeinfer.event;

import java.util.Optional;

/** Knows which event a track is. Any thread may ask. */
@FunctionalInterface
public interface EventIds {

    /** Where there are no events. */
    EventIds NONE = (camera, track) -> Optional.empty();

    /**
     * Id of the event of an object.
     *
     * @param track id of its track, which exists now
     */
    Optional<String> of(String camera, long track);
}
