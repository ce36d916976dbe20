package dev.edgeinfer.event;

import dev.edgeinfer.config.RuleConfig.Direction;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.event.Observation.SeenObject;
import dev.edgeinfer.track.Crossing;
import java.util.ArrayList;
import java.util.List;

/**
 * What one rule is about in what one camera sees: enough objects of its labels, zones and score, or one that crosses its
 * line. Holds for one frame.
 */
final class Sight {

    private final When when;

    /** An array, because it is gone through for every object of every frame. */
    private final String[] zones;

    private final float minScore;
    private final int count;

    Sight(When when) {
        this.when = when;
        zones = when.zones().toArray(String[]::new);
        minScore = (float) when.minScore();
        count = when.count().orElse(1);
    }

    /** Whether what is asked for is there in a frame. */
    boolean isIn(Observation frame) {
        return matches(frame, false) >= count;
    }

    /** Whether it is even seen there: an object that is hidden for a moment is there and not seen. */
    boolean isSeenIn(Observation frame) {
        return matches(frame, true) >= count;
    }

    /** The objects that it is. */
    List<SeenObject> objectsIn(Observation frame) {
        var objects = new ArrayList<SeenObject>();
        for (SeenObject object : frame.objects()) {
            if (when.line().isPresent() ? crosses(object, frame) : counts(object)) {
                objects.add(object);
            }
        }
        return objects;
    }

    private int matches(Observation frame, boolean seen) {
        if (when.line().isPresent() && frame.crossings().isEmpty()) {
            return 0;
        }
        int matches = 0;
        for (SeenObject object : frame.objects()) {
            boolean is = when.line().isPresent() ? crosses(object, frame) : counts(object);
            if (is && (!seen || object.seen())) {
                matches++;
            }
        }
        return matches;
    }

    private boolean crosses(SeenObject object, Observation frame) {
        for (Crossing crossing : frame.crossings()) {
            if (object.track().isPresent()
                    && crossing.track() == object.track().getAsLong()
                    && crossing.line().equals(when.line().orElseThrow().line())
                    && isWay(crossing.direction())) {
                return counts(object);
            }
        }
        return false;
    }

    private boolean isWay(Crossing.Direction way) {
        return switch (when.line().orElseThrow().direction()) {
            case Direction.IN -> way == Crossing.Direction.IN;
            case Direction.OUT -> way == Crossing.Direction.OUT;
            case Direction.ANY -> true;
        };
    }

    private boolean counts(SeenObject object) {
        return object.score() >= minScore
                && (when.labels().isEmpty() || when.labels().contains(object.label()))
                && (zones.length == 0 || isInAZone(object));
    }

    private boolean isInAZone(SeenObject object) {
        for (String zone : zones) {
            if (object.zones().contains(zone)) {
                return true;
            }
        }
        return false;
    }
}
