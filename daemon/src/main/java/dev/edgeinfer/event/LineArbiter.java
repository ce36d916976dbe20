package dev.edgeinfer.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one demand of those that several rules have on one line, and passes it on when it changes. */
final class LineArbiter {

    private final Map<String, List<Claim>> claims = new LinkedHashMap<>();
    private final Map<String, LineDemand> demanded = new LinkedHashMap<>();
    private final LineOutput output;

    private record Claim(Rule rule, LineSwitch line) {}

    LineArbiter(Collection<Rule> rules, LineOutput output) {
        this.output = output;
        for (Rule rule : rules) {
            for (LineSwitch line : rule.switches()) {
                claims.computeIfAbsent(line.line(), name -> new ArrayList<>()).add(new Claim(rule, line));
            }
        }
    }

    void emit() {
        claims.forEach((line, sharing) -> {
            Optional<LineDemand> demand = sharing.stream()
                    .flatMap(claim -> claim.line().demand(claim.rule().standing()).stream())
                    .max(LineDemand::compareTo);
            if (demand.isPresent() && demanded.put(line, demand.get()) != demand.get()) {
                output.demand(line, demand.get());
            }
        });
    }
}
