package dev.edgeinfer.event;

/**
 * How one rule stands.
 *
 * @param rule name of the rule
 * @param line line that it switches
 * @param active whether its condition holds; the line may be active for longer (hold) or shorter (pulse)
 * @param fed whether a healthy camera gives it frames; without one its line is in the shutdown state
 */
public record RuleStatus(String rule, String line, boolean active, boolean fed) {}
