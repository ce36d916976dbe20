package dev.edgeinfer.mqtt;

import dev.edgeinfer.document.EventDocument;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Fact.ArmedChange;
import dev.edgeinfer.event.Fact.EventChange;
import dev.edgeinfer.event.Fact.RuleChange;
import dev.edgeinfer.event.Journal;
import java.time.Instant;
import java.util.List;

/** Makes messages of facts. Each has the device and the sequence of the fact there, which together no other fact has. */
final class FactMessages {

    private final Topics topics;
    private final String device;

    FactMessages(Topics topics, String device) {
        this.topics = topics;
        this.device = device;
    }

    Message of(Journal.Entry entry) {
        return switch (entry.fact()) {
            case EventChange change ->
                Message.fact(topics.events(), Payloads.bytes(EventMessage.of(device, entry.sequence(), change)));
            case RuleChange change ->
                Message.fact(topics.rules(), Payloads.bytes(RuleMessage.of(device, entry.sequence(), change)));
            case ArmedChange change ->
                Message.fact(topics.armedChanges(), Payloads.bytes(ArmedMessage.of(device, entry.sequence(), change)));
        };
    }

    /**
     * @param type {@code new}, {@code update} or {@code end}
     * @param id of the event
     * @param before as it was told last, without its path as {@code after} is; {@code null} when new
     */
    record EventMessage(
            String type,
            String id,
            long sequence,
            String device,
            Instant at,
            EventDocument before,
            EventDocument after) {

        static EventMessage of(String device, long sequence, EventChange change) {
            return new EventMessage(
                    Json.word(change.phase()),
                    change.event().id(),
                    sequence,
                    device,
                    Json.millis(change.at()),
                    change.before().map(EventDocument::of).orElse(null),
                    EventDocument.of(change.event()));
        }
    }

    /**
     * @param camera {@code null}: no camera made it so
     * @param test whether somebody only tries what the rule does
     * @param by who tries it; {@code null}: nobody does
     */
    record RuleMessage(
            String type,
            long sequence,
            String device,
            Instant at,
            String rule,
            boolean active,
            String camera,
            List<String> events,
            List<String> labels,
            boolean test,
            String by) {

        static RuleMessage of(String device, long sequence, RuleChange change) {
            return new RuleMessage(
                    "rule",
                    sequence,
                    device,
                    Json.millis(change.at()),
                    change.rule(),
                    change.active(),
                    change.camera().orElse(null),
                    change.events(),
                    change.labels(),
                    change.test(),
                    change.by().orElse(null));
        }
    }

    record ArmedMessage(String type, long sequence, String device, Instant at, boolean armed, String by) {

        static ArmedMessage of(String device, long sequence, ArmedChange change) {
            return new ArmedMessage("armed", sequence, device, Json.millis(change.at()), change.armed(), change.by());
        }
    }
}
