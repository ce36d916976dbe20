package dev.edgeinfer.event;

import dev.edgeinfer.event.LineSwitch.Voice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes one demand of those that several rules have on one line, and passes it on when it changes.
 *
 * <p>Of the rules that say yes the one with the highest priority decides, among equals the first of the configuration
 * (they want the same; {@code check-config} sees to that). When none does, one that cannot know counts for more than
 * those that say no: the line takes its shutdown state. It does so too when a rule of a higher priority than the one that
 * decides cannot know and wants the opposite, since then nobody can say whether the line is to be active.
 */
final class LineArbiter {

    private final Map<String, List<Claim>> claims = new LinkedHashMap<>();
    private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
    private final LineOutput output;

    /**
     * What a rule has to say on a line.
     *
     * @param standing what the rule knows of its cameras now
     */
    record Claim(String rule, LineSwitch line, Supplier<LineSwitch.Standing> standing) {

        static Stream<Claim> of(Rule rule) {
            return rule.switches().stream().map(line -> new Claim(rule.name(), line, rule::standing));
        }

        Voice voice() {
            return line.voice(standing.get());
        }
    }

    /**
     * What is asked of a line.
     *
     * @param rule the rule that decided; empty: none, for want of one that says yes
     */
    private record Verdict(LineDemand demand, Optional<String> rule) {

        /** Of nobody, and made once: nearly every frame ends with these. */
        private static final Optional<Verdict> INACTIVE = ofNobody(LineDemand.INACTIVE);

        private static final Optional<Verdict> SHUTDOWN = ofNobody(LineDemand.SHUTDOWN);

        private static Optional<Verdict> ofNobody(LineDemand demand) {
            return Optional.of(new Verdict(demand, Optional.empty()));
        }
    }

    LineArbiter(Collection<Rule> rules, LineOutput output) {
        this(output, rules.stream().flatMap(Claim::of).toList());
    }

    /** @param all in the order of the configuration */
    LineArbiter(LineOutput output, List<Claim> all) {
        this.output = output;
        for (Claim claim : all) {
            claims.computeIfAbsent(claim.line().line(), line -> new ArrayList<>())
                    .add(claim);
        }
        // Stable, so that equals stay in the order of the configuration.
        claims.values()
                .forEach(sharing -> sharing.sort(
                        Comparator.comparingInt((Claim claim) -> claim.line().priority())
                                .reversed()));
    }

    /** Passes on what has changed. */
    void emit() {
        claims.forEach((line, sharing) -> verdict(sharing).ifPresent(verdict -> emit(line, verdict)));
    }

    private void emit(String line, Verdict verdict) {
        Verdict before = verdicts.put(line, verdict);
        if (before == null || !before.rule().equals(verdict.rule())) {
            output.decidedBy(line, verdict.rule());
        }
        if (before == null || !before.demand().equals(verdict.demand())) {
            output.demand(line, verdict.demand());
        }
    }

    /** @param sharing highest priority first; empty result: no rule has anything to say yet */
    private static Optional<Verdict> verdict(List<Claim> sharing) {
        boolean heard = false;
        boolean activeUnknown = false;
        boolean inactiveUnknown = false;
        for (Claim claim : sharing) {
            switch (claim.voice()) {
                case NONE -> {}
                case NO -> heard = true;
                case UNKNOWN -> {
                    activeUnknown |= claim.line().wantsActive();
                    inactiveUnknown |= !claim.line().wantsActive();
                }
                case YES -> {
                    // Rules of the same priority want the same, so one of the opposite has a higher one.
                    boolean opposed = claim.line().wantsActive() ? inactiveUnknown : activeUnknown;
                    return opposed
                            ? Verdict.SHUTDOWN
                            : Optional.of(new Verdict(claim.line().wish(), Optional.of(claim.rule())));
                }
            }
        }
        if (activeUnknown || inactiveUnknown) {
            return Verdict.SHUTDOWN;
        }
        return heard ? Verdict.INACTIVE : Optional.empty();
    }
}
