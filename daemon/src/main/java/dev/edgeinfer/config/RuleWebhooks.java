package dev.edgeinfer.config;

import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code webhook} of the rules of one configuration: the name of a webhook, a webhook that stands in the rule and is
 * named like it, or a list of these.
 */
final class RuleWebhooks {

    private final Set<String> listed;
    private final WebhookReader reader;
    private final Map<String, WebhookConfig> inline = new LinkedHashMap<>();

    /** @param listed names of all webhooks that stand in {@code webhooks} */
    RuleWebhooks(Set<String> listed, WebhookReader reader) {
        this.listed = listed;
        this.reader = reader;
    }

    /** Names of the webhooks that a rule tells, without repetition. */
    List<String> read(String rule, YamlValue value) {
        if (!value.isList()) {
            return webhook(rule, value).map(List::of).orElse(List.of());
        }
        Optional<List<String>> names = value.list(item -> webhook(rule, item));
        if (names.filter(List::isEmpty).isPresent()) {
            value.keyProblem("names no webhook", "name one, or remove the key");
        }
        return names.orElse(List.of()).stream().distinct().toList();
    }

    /** The webhooks that stood in the rules read so far, by name. */
    Map<String, WebhookConfig> inline() {
        return inline;
    }

    private Optional<String> webhook(String rule, YamlValue value) {
        if (value.isCollection()) {
            return value.map(map -> reader.read(rule, map)).flatMap(webhook -> own(webhook, value));
        }
        Optional<String> name = value.string();
        name.filter(webhook -> !listed.contains(webhook))
                .ifPresent(webhook -> value.problem(
                        "is not a webhook",
                        listed.isEmpty()
                                ? "write webhook: { url: \"http://192.0.2.10/notify\" }, or list it in webhooks"
                                : NearestName.hint(webhook, listed)));
        return name;
    }

    private Optional<String> own(WebhookConfig webhook, YamlValue value) {
        if (listed.contains(webhook.name())) {
            value.keyProblem(
                    "is named like its rule, and so is webhooks." + webhook.name(),
                    "rename the rule or the webhook, or write webhook: " + webhook.name());
        } else if (inline.putIfAbsent(webhook.name(), webhook) != null) {
            value.keyProblem(
                    "is named like its rule, and so is the one before it", "list them in webhooks and name them here");
        }
        return Optional.of(webhook.name());
    }
}
