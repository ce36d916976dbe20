package dev.edgeinfer.webhook;

import dev.edgeinfer.config.WebhookConfig;
import dev.edgeinfer.event.Fact;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pictures that go with what a webhook is told. */
final class Pictures {

    private static final Logger log = LoggerFactory.getLogger(Pictures.class);

    private final WebhookConfig webhook;
    private final Function<String, Optional<byte[]>> snapshots;

    /** @param snapshots the JPEG of an event by its id; empty: there is none */
    Pictures(WebhookConfig webhook, Function<String, Optional<byte[]>> snapshots) {
        this.webhook = webhook;
        this.snapshots = snapshots;
    }

    /**
     * The JPEG of the event, or of the first event of a rule that has one.
     *
     * @return empty: there is none, none that is small enough, or the webhook wants none
     */
    Optional<byte[]> of(Fact fact) {
        if (!webhook.snapshot()) {
            return Optional.empty();
        }
        List<String> events =
                switch (fact) {
                    case Fact.EventChange change -> List.of(change.event().id());
                    case Fact.RuleChange change -> change.events();
                    case Fact.ArmedChange _ -> List.of();
                };
        return events.stream()
                .flatMap(id -> snapshot(id).stream())
                .filter(picture -> picture.length <= webhook.maxSnapshot())
                .findFirst();
    }

    /** A picture that cannot be read now must not keep back the fact. */
    private Optional<byte[]> snapshot(String event) {
        try {
            return snapshots.apply(event);
        } catch (RuntimeException e) {
            log.warn("{} is told of event {} without its picture: {}", webhook, event, e.getMessage());
            return Optional.empty();
        }
    }
}
