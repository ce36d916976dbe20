package dev.edgeinfer.track;

import dev.edgeinfer.config.SceneConfig.Zone;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who counts in one zone. An object that is not seen stays where it was. Used by its {@link SceneTracker} only.
 */
final class ZoneWatch {

    /** That are in one zone at once; where there are more the map grows. */
    private static final int FEW_LABELS = 2;

    private final Zone zone;
    private final AnchorPoint anchor;
    private final Map<Long, Visit> visits = new HashMap<>();

    /** One object that was inside lately. */
    private static final class Visit {
        private int inside;
        private int outside;
        private long since;
        private boolean counts;
    }

    ZoneWatch(Zone zone) {
        this.zone = zone;
        anchor = new AnchorPoint(zone.anchor(), zone.only());
    }

    String name() {
        return zone.name();
    }

    /** Takes note of where an object is in a frame; returns whether it counts in the zone from now on. */
    boolean visit(Track track, long now, int width, int height) {
        Visit visit = visits.get(track.id());
        if (!track.seen()) {
            return visit != null && visit.counts;
        }
        if (contains(track, width, height)) {
            if (visit == null) {
                visit = new Visit();
                visit.since = now;
                visits.put(track.id(), visit);
            }
            visit.inside++;
            visit.outside = 0;
            visit.counts |= visit.inside >= zone.inertia()
                    && now - visit.since >= zone.loitering().toNanos();
        } else if (visit != null
                && (++visit.outside >= zone.inertia() || !visit.counts && visit.inside < zone.inertia())) {
            visits.remove(track.id());
            return false;
        }
        return visit != null && visit.counts;
    }

    void forget(Track ended) {
        visits.remove(ended.id());
    }

    /** @param tracks with the zones that they count in */
    ZoneOccupancy occupancy(List<Track> tracks) {
        if (visits.isEmpty()) {
            return new ZoneOccupancy(name(), Map.of());
        }
        Map<String, Integer> objects = LinkedHashMap.newLinkedHashMap(FEW_LABELS);
        for (Track track : tracks) {
            if (track.zones().contains(name())) {
                objects.merge(track.label(), 1, Integer::sum);
            }
        }
        return new ZoneOccupancy(name(), Collections.unmodifiableMap(objects));
    }

    private boolean contains(Track track, int width, int height) {
        return anchor.counts(track, width, height)
                && zone.polygon()
                        .contains(anchor.x(track.box(), width) / width, anchor.y(track.box(), height) / height);
    }
}
