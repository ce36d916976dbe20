package dev.edgeinfer.metrics;

import dev.edgeinfer.event.Fact;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Consumer;

/** Counts what happened. Any thread. */
public final class FactTally implements Consumer<Fact> {

    private final Tally events = new Tally("camera", "label");
    private final Tally activations = new Tally("rule");
    private final Tally armings = new Tally("to");

    @Override
    public void accept(Fact fact) {
        switch (fact) {
            case Fact.EventChange change -> {
                if (change.phase() == Fact.Phase.NEW) {
                    events.count(change.event().camera(), change.event().label());
                }
            }
            case Fact.RuleChange change -> {
                if (change.active()) {
                    activations.count(change.rule());
                }
            }
            case Fact.ArmedChange change -> armings.count(change.armed() ? "armed" : "disarmed");
        }
    }

    List<MetricSnapshot> snapshots() {
        return List.of(
                events.into(Family.counter("events", "Events that began.")).snapshot(),
                activations
                        .into(Family.counter("rule_activations", "How often the condition of a rule began to hold."))
                        .snapshot(),
                armings.into(Family.counter("armed_changes", "How often the board was armed or disarmed."))
                        .snapshot());
    }
}
