package dev.edgeinfer.http.state;

import dev.edgeinfer.config.RuleConfig;
import dev.edgeinfer.config.RuleConfig.Direction;
import dev.edgeinfer.config.RuleConfig.When;
import dev.edgeinfer.config.TimeWindow;
import dev.edgeinfer.config.TimeWindow.AtSun;
import dev.edgeinfer.config.TimeWindow.AtTime;
import dev.edgeinfer.config.TimeWindow.Moment;
import dev.edgeinfer.document.Json;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says what a rule waits for: {@code 2 or more of person in step (score 0.60 or more) for 3s, while armed, at most 10 in 1h}. */
final class ConditionWords {

    private ConditionWords() {}

    public static String of(RuleConfig rule) {
        When when = rule.when();
        var parts = new ArrayList<String>();
        if (when.looks()) {
            parts.add(seen(when));
        }
        if (!when.schedule().isEmpty()) {
            parts.add(when.schedule().stream().map(ConditionWords::window).collect(Collectors.joining(" or ")));
        }
        when.armed().ifPresent(armed -> parts.add(armed ? "while armed" : "while disarmed"));
        when.input()
                .ifPresent(input ->
                        parts.add("while %s is %s".formatted(input.line(), input.active() ? "active" : "inactive")));
        if (!when.looks() && when.duration().isPositive()) {
            parts.add("for " + time(when.duration()));
        }
        if (rule.cooldown().isPositive()) {
            parts.add("not within %s after its end".formatted(time(rule.cooldown())));
        }
        rule.maxRate().ifPresent(rate -> parts.add("at most %d in %s".formatted(rate.times(), time(rate.period()))));
        return String.join(", ", parts);
    }

    private static String seen(When when) {
        String what = when.labels().isEmpty() ? "anything" : any(when.labels());
        var words = new StringBuilder();
        when.absentFor().ifPresent(_ -> words.append("not "));
        when.count().ifPresent(count -> words.append("%d or more of ".formatted(count)));
        words.append(what);
        if (!when.zones().isEmpty()) {
            words.append(" in ").append(any(when.zones()));
        }
        when.line()
                .ifPresent(line -> words.append(" crosses %s%s"
                        .formatted(
                                line.line(),
                                line.direction() == Direction.ANY ? "" : " " + Json.word(line.direction()))));
        if (!when.cameras().isEmpty()) {
            words.append(" at ").append(any(when.cameras()));
        }
        words.append(String.format(Locale.ROOT, " (score %.2f or more)", when.minScore()));
        if (when.duration().isPositive()) {
            words.append(" for ").append(time(when.duration()));
        }
        when.absentFor().ifPresent(absent -> words.append(" for ").append(time(absent)));
        return words.toString();
    }

    private static String any(List<String> names) {
        return String.join(" or ", names);
    }

    private static String window(TimeWindow window) {
        String days = window.days().size() == DayOfWeek.values().length
                ? ""
                : window.days().stream()
                        .sorted()
                        .map(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                        .collect(Collectors.joining(" ", "", " "));
        return days + moment(window.from()) + " to " + moment(window.to());
    }

    private static String moment(Moment moment) {
        return switch (moment) {
            case AtTime(int minute) -> "%02d:%02d".formatted(minute / 60, minute % 60);
            case AtSun(TimeWindow.SunEvent event, Duration offset) ->
                Json.word(event) + (offset.isZero() ? "" : (offset.isNegative() ? "-" : "+") + time(offset.abs()));
        };
    }

    private static String time(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "min";
    }
}
