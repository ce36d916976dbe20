package dev.edgeinfer.gpio;

import dev.edgeinfer.config.RuleConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when a line changes its value, and which rule decided, or which rules may: {@code GPIO17 → 1 (rule
 * someone-at-the-door)}. Any thread may call.
 */
public final class LineLog implements Consumer<LineStatus> {

    private static final Logger log = LoggerFactory.getLogger(LineLog.class);

    private final Map<String, String> rulesByLine;
    private final Map<String, String> lastWords = new ConcurrentHashMap<>();

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
        String now = says(status, value.getAsInt());
        String last = lastWords.put(status.line(), now);
        if (last != null && !last.equals(now)) {
            log.info("{} → {}{}", status.line(), now, because(status));
        }
    }

    private static String says(LineStatus status, int value) {
        LineStatus.Signal signal = status.signal().orElse(LineStatus.Signal.STEADY);
        return signal == LineStatus.Signal.STEADY
                ? Integer.toString(value)
                : signal.name().toLowerCase(Locale.ROOT);
    }

    private String because(LineStatus status) {
        Optional<String> rules = status.rule().or(() -> Optional.ofNullable(rulesByLine.get(status.line())));
        return status.held()
                .map(held -> " (held by " + held.by() + ")")
                .or(() -> rules.map(names -> " (rule " + names + ")"))
                .orElse("");
    }
}
