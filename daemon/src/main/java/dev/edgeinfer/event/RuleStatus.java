package dev.edgeinfer.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one rule stands.
 *
 * @param rule name of the rule
 * @param lines lines that it switches; immutable
 * @param active whether it is active; a line may be so for longer (hold) or shorter (pulse)
 * @param fed whether healthy cameras give it the frames that it needs; without them its lines are in the shutdown state
 * @param since wall-clock time at which it began or ended, or the rules were started
 * @param lastBegun wall-clock time at which it last began
 * @param suppressedByCooldown beginnings that did not come because of the cooldown, since the rules were started
 * @param suppressedByRate the same because of the greatest rate
 */
public record RuleStatus(
        String rule,
        List<String> lines,
        boolean active,
        boolean fed,
        Instant since,
        Optional<Instant> lastBegun,
        long suppressedByCooldown,
        long suppressedByRate) {}
