package dev.edgeinfer.event;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what happened. Any thread may call. */
public final class FactLog implements Consumer<Fact> {

    private static final Logger log = LoggerFactory.getLogger(FactLog.class);

    @Override
    public void accept(Fact fact) {
        switch (fact) {
            case Fact.ArmedChange change -> log.info("{} by {}", change.armed() ? "armed" : "disarmed", change.by());
            case Fact.RuleChange change ->
                log.debug(
                        "rule {} {}{}{}",
                        change.rule(),
                        change.active() ? "begins" : "ends",
                        change.by().map(" for a test by "::concat).orElse(""),
                        change.camera().map(" at camera \"%s\""::formatted).orElse(""));
            case Fact.EventChange change ->
                log.debug(
                        "event {} of a {}: {}",
                        change.event().id(),
                        change.event().label(),
                        change.phase());
        }
    }
}
