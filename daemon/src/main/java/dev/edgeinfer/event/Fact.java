package dev.edgeinfer.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that happened and that others are told of; what the {@link Journal} keeps. */
public sealed interface Fact {

    /** Wall-clock time at which it happened. */
    Instant at();

    /**
     * An event began, changed or ended.
     *
     * @param before the event as it was told last; empty for {@link Phase#NEW}
     */
    record EventChange(Phase phase, Instant at, Optional<Event> before, Event event) implements Fact {}

    /**
     * The condition of a rule began or ended to hold.
     *
     * @param rule name of the rule
     * @param active whether it holds now
     * @param camera the camera at which it began; empty when it ended, or when no camera made it
     * @param events ids of the events that made it hold, also when it ended; may be empty
     * @param labels what was seen then, without repetition
     * @param test whether somebody only tries what the rule does: its condition has not changed
     * @param by who tries it, for people; empty: nobody does
     */
    record RuleChange(
            Instant at,
            String rule,
            boolean active,
            Optional<String> camera,
            List<String> events,
            List<String> labels,
            boolean test,
            Optional<String> by)
            implements Fact {

        public RuleChange(
                Instant at,
                String rule,
                boolean active,
                Optional<String> camera,
                List<String> events,
                List<String> labels) {
            this(at, rule, active, camera, events, labels, false, Optional.empty());
        }

        public RuleChange {
            events = List.copyOf(events);
            labels = List.copyOf(labels);
        }
    }

    /**
     * The board was armed or disarmed.
     *
     * @param by who did it, for people: as {@link Armed.State}
     */
    record ArmedChange(Instant at, boolean armed, String by) implements Fact {}

    /** Where an event is in its life. */
    enum Phase {
        NEW,
        UPDATE,
        END
    }
}
