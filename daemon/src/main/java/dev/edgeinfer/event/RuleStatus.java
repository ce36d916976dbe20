package dev.edgeinfer.event;

import java.util.List;

/**
 * How one rule stands.
 *
 * @param rule name of the rule
 * @param lines lines that it switches; immutable
 * @param active whether its condition holds; a line may be active for longer (hold) or shorter (pulse)
 * @param fed whether a healthy camera gives it frames; without one its lines are in the shutdown state
 */
public record RuleStatus(String rule, List<String> lines, boolean active, boolean fed) {}
