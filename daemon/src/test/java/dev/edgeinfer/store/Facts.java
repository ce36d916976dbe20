package dev.edgeinfer.store;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Event.EndReason;
import dev.edgeinfer.event.Event.PathPoint;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Fact.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Events and facts to keep. */
final class Facts {

    static final Instant TIME = Instant.parse("2026-11-29T12:00:00Z");

    private Facts() {}

    /** An id of version 7, as of the given second after {@link #TIME}. */
    static String id(int second) {
        long millis = TIME.plusSeconds(second).toEpochMilli();
        return new UUID(millis << 16 | 0x7000 | second & 0xfff, 0x8000_0000_0000_0000L | second).toString();
    }

    static Event event(int second) {
        return event(second, "porch", "person", List.of("step"));
    }

    /** An event that goes on, with a path of some length. */
    static Event event(int second, String camera, String label, List<String> zones) {
        var path = new ArrayList<PathPoint>();
        for (int i = 0; i < 24; i++) {
            path.add(new PathPoint(TIME.plusSeconds(second).plusMillis(100L * i), 0.25 + i / 64.0, 0.5));
        }
        return new Event(
                id(second),
                camera,
                second,
                label,
                0.875f,
                new Box(10, 20, 30, 40),
                640,
                480,
                TIME.plusSeconds(second),
                Optional.empty(),
                Optional.empty(),
                zones,
                path,
                false,
                false);
    }

    static Fact begin(Event event) {
        return new Fact.EventChange(Phase.NEW, event.startedAt(), Optional.empty(), event);
    }

    static Fact end(Event event) {
        Event ended = event.ended(event.startedAt().plusSeconds(5), EndReason.GONE);
        return new Fact.EventChange(Phase.END, event.startedAt().plusSeconds(7), Optional.of(event), ended);
    }

    static Fact armed(int number) {
        return new Fact.ArmedChange(TIME.plusSeconds(number), number % 2 == 0, "test " + number);
    }

    static Fact rule(int number) {
        return new Fact.RuleChange(
                TIME.plusSeconds(number), "door", true, Optional.of("porch"), List.of(id(number)), List.of("person"));
    }
}
