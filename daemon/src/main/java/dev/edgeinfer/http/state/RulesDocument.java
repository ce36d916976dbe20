package dev.edgeinfer.http.state;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.event.RuleStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /rules} answers.
 *
 * @param rules in the order of the configuration
 */
public record RulesDocument(List<Rule> rules) {

    /**
     * One rule. Of its state nothing is known while the rules are down, for which {@code GET /health} has the reason.
     *
     * @param when its condition in words
     * @param lines GPIO lines that it switches
     * @param webhooks who is told of it
     * @param active whether it is active; a line may be so for longer (hold) or shorter (pulse)
     * @param fed whether healthy cameras give it the frames that it needs
     * @param since when it began or ended, or the rules were started; wall-clock time
     * @param lastBegan when it last began; {@code null}: not since then
     * @param suppressed beginnings that did not come, by what kept them from it
     */
    public record Rule(
            String rule,
            String when,
            List<String> lines,
            List<String> webhooks,
            Boolean active,
            Boolean fed,
            Instant since,
            Instant lastBegan,
            Map<String, Long> suppressed) {

        public static Rule of(RuleConfig config, Optional<RuleStatus> status) {
            return new Rule(
                    config.name(),
                    ConditionWords.of(config),
                    config.lines(),
                    config.webhooks(),
                    status.map(RuleStatus::active).orElse(null),
                    status.map(RuleStatus::fed).orElse(null),
                    status.map(known -> known.since().truncatedTo(ChronoUnit.MILLIS))
                            .orElse(null),
                    status.flatMap(RuleStatus::lastBegun)
                            .map(begun -> begun.truncatedTo(ChronoUnit.MILLIS))
                            .orElse(null),
                    status.map(known -> Map.of(
                                    "cooldown", known.suppressedByCooldown(), "maxRate", known.suppressedByRate()))
                            .orElse(null));
        }
    }

    /**
     * What {@code POST /rules/NAME/test} answers.
     *
     * @param lines GPIO lines that it switches
     * @param webhooks who is told of it
     */
    public record Test(String rule, List<String> lines, List<String> webhooks) {

        public static Test of(Rule rule) {
            return new Test(rule.rule(), rule.lines(), rule.webhooks());
        }
    }
}
