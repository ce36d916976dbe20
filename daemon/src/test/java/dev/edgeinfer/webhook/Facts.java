package dev.edgeinfer.webhook;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Facts to be told. */
final class Facts {

    static final Instant START = Instant.parse("2026-11-24T07:00:00.123456Z");
    static final String EVENT = "019abcde-0000-7000-8000-000000000001";

    private Facts() {}

    static Fact.EventChange event(Fact.Phase phase, String camera, String label, String... zones) {
        boolean ended = phase == Fact.Phase.END;
        return new Fact.EventChange(
                phase,
                START.plusSeconds(ended ? 10 : 0),
                Optional.empty(),
                new Event(
                        EVENT,
                        camera,
                        7,
                        label,
                        0.91234567f,
                        new Box(10, 20.5f, 100, 200),
                        640,
                        480,
                        START,
                        ended ? Optional.of(START.plusSeconds(10)) : Optional.empty(),
                        ended ? Optional.of(Event.EndReason.CAMERA_LOST) : Optional.empty(),
                        List.of(zones),
                        List.of(new Event.PathPoint(START, 0.09375, 0.459375)),
                        false,
                        true));
    }

    static Fact.RuleChange rule(String rule, boolean active) {
        return rule(START, rule, active);
    }

    static Fact.RuleChange rule(Instant at, String rule, boolean active) {
        return new Fact.RuleChange(
                at, rule, active, active ? Optional.of("porch") : Optional.empty(), List.of(EVENT), List.of("person"));
    }

    static Fact.ArmedChange armed(boolean armed) {
        return new Fact.ArmedChange(START, armed, "http");
    }
}
