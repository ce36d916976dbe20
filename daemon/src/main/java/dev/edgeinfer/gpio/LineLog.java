package dev.edgeinfer.gpio;

import dev.edgeinfer.config.RuleConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when a line changes its value, and which rules switch it: {@code GPIO17 → 1 (rule
 * someone-at-the-door)}. Any thread may call.
 */
public final class LineLog implements Consumer<LineStatus> {

    private static final Logger log = LoggerFactory.getLogger(LineLog.class);

    private final Map<String, String> rulesByLine;
    private final Map<String, Integer> lastValues = new ConcurrentHashMap<>();

    public LineLog(Collection<RuleConfig> rules) {
        rulesByLine = new HashMap<>();
        rules.forEach(rule -> rule.lines()
                .forEach(line -> rulesByLine.merge(line, rule.name(), (names, name) -> names + ", " + name)));
    }

    @Override
    public void accept(LineStatus status) {
        OptionalInt value = status.value();
        if (value.isEmpty()) {
            return;
        }
        Integer last = lastValues.put(status.line(), value.getAsInt());
        if (last != null && last != value.getAsInt()) {
            String rules = rulesByLine.get(status.line());
            log.info("{} → {}{}", status.line(), value.getAsInt(), rules == null ? "" : " (rule " + rules + ")");
        }
    }
}
