package dev.edgeinfer.metrics;

import dev.edgeinfer.event.RuleRunner;
import dev.edgeinfer.gpio.GpioLines;
import dev.edgeinfer.mqtt.MqttStatus;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.store.StoreStatus;
import dev.edgeinfer.system.Board;
import dev.edgeinfer.webhook.WebhookStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that is measured under one configuration; what is counted begins at zero with the next. Any thread may ask, and
 * pays for it: what stands is read when it is asked for.
 */
public final class Metrics {

    private static final ProcessMetrics PROCESS = new ProcessMetrics(Path.of("/proc"));
    private static final BoardMetrics BOARD = new BoardMetrics(new Board(Path.of("/")));

    private final Pipeline pipeline;
    private final FrameRecorder frames;
    private final FactTally facts;
    private final RuleRunner rules;
    private final GpioLines lines;
    private final LineTally switches;
    private final Store store;
    private final Supplier<Optional<MqttStatus>> mqtt;
    private final Supplier<List<WebhookStatus>> webhooks;

    /**
     * @param frames hears the pipeline's bus, as {@code facts} and {@code switches} hear of facts and lines
     * @param mqtt how it stands with the broker; empty: there is none
     * @param webhooks how they stand
     */
    public Metrics(
            Pipeline pipeline,
            FrameRecorder frames,
            FactTally facts,
            RuleRunner rules,
            GpioLines lines,
            LineTally switches,
            Store store,
            Supplier<Optional<MqttStatus>> mqtt,
            Supplier<List<WebhookStatus>> webhooks) {
        this.pipeline = pipeline;
        this.frames = frames;
        this.facts = facts;
        this.rules = rules;
        this.lines = lines;
        this.switches = switches;
        this.store = store;
        this.mqtt = mqtt;
        this.webhooks = webhooks;
    }

    public List<MetricSnapshot> snapshots() {
        List<MetricSnapshot> all = new ArrayList<>(PipelineMetrics.of(pipeline));
        all.addAll(frames.snapshots());
        all.addAll(facts.snapshots());
        all.add(rules());
        all.add(lineValues());
        all.add(switches.family().snapshot());
        all.addAll(kept(store.status()));
        all.addAll(DeliveryMetrics.of(mqtt.get()));
        all.addAll(DeliveryMetrics.of(webhooks.get()));
        all.addAll(PROCESS.snapshots());
        all.addAll(BOARD.snapshots());
        return all;
    }

    private MetricSnapshot rules() {
        var active = Family.gauge("rule_active", "Whether the condition of a rule holds.");
        rules.rules().forEach(rule -> active.add(rule.active() ? 1 : 0, "rule", rule.rule()));
        return active.snapshot();
    }

    private MetricSnapshot lineValues() {
        var values = Family.gauge("gpio_line_value", "Logical value of a GPIO line, 1: active.");
        lines.lines().forEach(line -> line.value().ifPresent(value -> values.add(value, "line", line.line())));
        return values.snapshot();
    }

    private static List<MetricSnapshot> kept(StoreStatus status) {
        var backlog = Family.gauge("journal_backlog", "Facts that are still to be sent, by who sends them.");
        status.backlogs().forEach((reader, facts) -> backlog.add(facts, "reader", reader));
        var missed = Family.counter("journal_missed", "Facts that went before they were sent.");
        status.missed().forEach((reader, facts) -> missed.add(facts, "reader", reader));
        return List.of(
                backlog.snapshot(),
                missed.snapshot(),
                Family.gauge("store_events", "Events that are kept.")
                        .add(status.events())
                        .snapshot(),
                Family.gauge("store_size", Unit.BYTES, "What database and snapshots take.")
                        .add(status.bytes())
                        .snapshot(),
                Family.counter("store_facts_lost", "Facts that were never written.")
                        .add(status.lost())
                        .snapshot());
    }
}
