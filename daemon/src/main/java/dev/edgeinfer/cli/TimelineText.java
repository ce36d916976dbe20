package dev.edgeinfer.cli;

import dev.edgeinfer.cli.Timeline.CrossingChange;
import dev.edgeinfer.cli.Timeline.LineChange;
import dev.edgeinfer.cli.Timeline.RuleChange;
import dev.edgeinfer.cli.Timeline.ZoneChange;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints a timeline, one line a change: {@code 1.300 s  rule visitor begins: person (track 1)}. */
final class TimelineText {

    private TimelineText() {}

    static void print(Timeline timeline, PrintWriter out) {
        for (Timeline.Change change : timeline.changes()) {
            out.println(String.format(Locale.ROOT, "%9.3f s  %s", change.atMs() / 1000.0, words(change)));
        }
        out.println(String.format(
                Locale.ROOT,
                "%9.3f s  end: %d frames detected as camera %s, %d objects followed",
                timeline.lengthMs() / 1000.0,
                timeline.frames(),
                timeline.camera(),
                timeline.tracks()));
    }

    private static String words(Timeline.Change change) {
        return switch (change) {
            case RuleChange rule when rule.active() -> "rule %s begins%s".formatted(rule.rule(), why(rule));
            case RuleChange rule -> "rule %s ends".formatted(rule.rule());
            case LineChange line -> "line %s %s".formatted(line.line(), line.active() ? "on" : "off");
            case ZoneChange zone -> "zone %s has %d".formatted(zone.zone(), zone.objects());
            case CrossingChange crossing ->
                "%s (track %d) crosses %s %s"
                        .formatted(crossing.label(), crossing.track(), crossing.line(), crossing.direction());
        };
    }

    private static String why(RuleChange rule) {
        if (rule.labels().isEmpty()) {
            return "";
        }
        String tracks = rule.tracks().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return ": " + String.join(", ", rule.labels())
                + (tracks.isEmpty()
                        ? ""
                        : " (track%s %s)".formatted(rule.tracks().size() == 1 ? "" : "s", tracks));
    }
}
