package dev.edgeinfer.webhook;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.WebhookConfig;
import dev.edgeinfer.event.Event;
import dev.edgeinfer.event.Fact;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which facts a webhook is told of. Immutable. */
final class Interest {

    private final WebhookConfig webhook;
    private final Set<String> rules;

    /** @param rules all rules of the configuration */
    Interest(WebhookConfig webhook, Collection<RuleConfig> rules) {
        this.webhook = webhook;
        this.rules = rules.stream()
                .filter(rule -> webhook.allRules() || rule.webhooks().contains(webhook.name()))
                .map(RuleConfig::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean in(Fact fact) {
        return switch (fact) {
            case Fact.EventChange change -> in(change.phase(), change.event());
            case Fact.RuleChange change -> rules.contains(change.rule());
            case Fact.ArmedChange _ -> webhook.armed();
        };
    }

    private boolean in(Fact.Phase phase, Event event) {
        WebhookConfig.Events wanted = webhook.events();
        return wanted.phases().contains(WebhookConfig.Phase.valueOf(phase.name()))
                && isOneOf(wanted.labels(), List.of(event.label()))
                && isOneOf(wanted.cameras(), List.of(event.camera()))
                && isOneOf(wanted.zones(), event.zones());
    }

    /** An empty list stands for all there are. */
    private static boolean isOneOf(List<String> wanted, List<String> actual) {
        return wanted.isEmpty() || actual.stream().anyMatch(wanted::contains);
    }
}
