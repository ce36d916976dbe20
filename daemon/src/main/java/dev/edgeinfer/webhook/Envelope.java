package dev.edgeinfer.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Makes CloudEvents 1.0 of facts. The id is made of the device's, the sequence of the fact and its time in milliseconds, so it is
 * the same however often the fact is sent, and differs from that of any other, also when a journal was lost and a new one
 * counts from the beginning. Any thread may call.
 */
final class Envelope {

    private static final String TYPE = "dev.edgeinfer.";
    private static final String SOURCE = "/edge-infer/";

    private final String device;
    private final JsonFormat format = new JsonFormat();
    private final ObjectMapper json = Json.mapper();

    /** @param device id of this board */
    Envelope(String device) {
        this.device = device;
    }

    /** @param snapshot a JPEG that goes with it */
    Notification seal(Journal.Entry entry, Optional<byte[]> snapshot) {
        String id =
                "%s-%d-%d".formatted(device, entry.sequence(), entry.fact().at().toEpochMilli());
        ObjectNode data = json.valueToTree(FactData.of(entry.fact()));
        snapshot.ifPresent(
                picture -> data.set("snapshot", json.valueToTree(new FactData.Snapshot("image/jpeg", picture))));
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(id)
                .withTime(entry.fact().at().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC))
                // A string whose order is that of the numbers, as the extension "sequence" wants it.
                .withExtension("sequence", "%019d".formatted(entry.sequence()))
                .withData("application/json", JsonCloudEventData.wrap(data));
        switch (entry.fact()) {
            case Fact.EventChange change ->
                event.withType(TYPE + "event." + Json.word(change.phase()))
                        .withSource(source("/" + change.event().camera()))
                        .withSubject(change.event().id());
            case Fact.RuleChange change ->
                event.withType(TYPE + "rule." + (change.active() ? "active" : "inactive"))
                        .withSource(source("/" + change.rule()))
                        .withSubject(change.rule());
            case Fact.ArmedChange _ ->
                event.withType(TYPE + "armed").withSource(source("")).withSubject("armed");
        }
        return new Notification(id, format.serialize(event.build()), snapshot.isPresent());
    }

    private URI source(String rest) {
        return URI.create(SOURCE + device + rest);
    }
}
