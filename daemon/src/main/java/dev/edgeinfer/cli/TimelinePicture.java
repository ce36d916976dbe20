package dev.edgeinfer.cli;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.edgeinfer.cli.Timeline.LineChange;
import dev.edgeinfer.cli.Timeline.RuleChange;
import dev.edgeinfer.cli.Timeline.ZoneChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Draws a timeline: time from left to right, and below each other a row for each rule, for each zone with the number of
 * objects in it, and for each GPIO line.
 */
final class TimelinePicture {

    private static final int NAMES = 260;
    private static final int CHART = 1000;
    private static final int ROW = 28;
    private static final int BAR = 18;
    private static final int AXIS = 34;
    private static final int MARGIN = 12;
    private static final int LEAST_BAR = 2;
    private static final int MOST_LETTERS = 28;
    private static final long[] STEPS_MS = {
        100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000
    };
    private static final int MOST_TICKS = 16;

    private static final int PAPER = 0xffffff;
    private static final int INK = 0x202020;
    private static final int FAINT = 0xe2e2e2;
    private static final int RULE = 0x2e9e4f;
    private static final int ZONE = 0x6aa5dc;
    private static final int LINE = 0xe39a1c;

    private final Timeline timeline;
    private final Mat picture;
    private int row;

    /** One stretch in which something was so. @param text written into it; may be empty */
    private record Span(long fromMs, long toMs, String text) {}

    private TimelinePicture(Timeline timeline) {
        this.timeline = timeline;
        int rows = timeline.rules().size()
                + timeline.zones().size()
                + timeline.lines().size();
        picture = new Mat(AXIS + rows * ROW + MARGIN, NAMES + CHART + MARGIN, CV_8UC3);
        fill(0, 0, picture.cols(), picture.rows(), PAPER);
    }

    /** The picture as PNG. */
    static byte[] png(Timeline timeline) {
        var drawing = new TimelinePicture(timeline);
        try (Mat picture = drawing.picture;
                var bytes = new BytePointer()) {
            drawing.draw();
            if (!opencv_imgcodecs.imencode(".png", picture, bytes)) {
                throw new IllegalStateException("OpenCV cannot encode a picture as PNG");
            }
            byte[] png = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(png);
            return png;
        }
    }

    private void draw() {
        axis();
        for (String rule : timeline.rules()) {
            row("rule " + rule, RULE, ruleSpans(rule));
        }
        for (String zone : timeline.zones()) {
            row("zone " + zone, ZONE, zoneSpans(zone));
        }
        for (String line : timeline.lines()) {
            row("line " + line, LINE, lineSpans(line));
        }
    }

    private void axis() {
        long step = STEPS_MS[STEPS_MS.length - 1];
        for (long candidate : STEPS_MS) {
            if (timeline.lengthMs() / candidate <= MOST_TICKS) {
                step = candidate;
                break;
            }
        }
        for (long at = 0; at <= timeline.lengthMs(); at += step) {
            fill(x(at), AXIS - 6, 1, picture.rows() - AXIS - MARGIN + 6, FAINT);
            String text = step % 1_000 == 0 ? at / 1_000 + " s" : at / 1_000.0 + " s";
            text(text, x(at) - 4, AXIS - 14, INK);
        }
    }

    private void row(String name, int colour, List<Span> spans) {
        int top = AXIS + row++ * ROW;
        text(shortened(name), MARGIN, top + BAR, INK);
        fill(NAMES, top + ROW - 3, CHART, 1, FAINT);
        for (Span span : spans) {
            int left = x(span.fromMs());
            int width = Math.max(LEAST_BAR, x(span.toMs()) - left);
            fill(left, top + (ROW - BAR) / 2 - 1, width, BAR, colour);
            if (width > 14 * span.text().length()) {
                text(span.text(), left + 4, top + BAR, PAPER);
            }
        }
    }

    private List<Span> ruleSpans(String rule) {
        var spans = new ArrayList<Span>();
        Optional<RuleChange> begun = Optional.empty();
        for (Timeline.Change change : timeline.changes()) {
            if (change instanceof RuleChange next && next.rule().equals(rule)) {
                begun.ifPresent(from -> spans.add(new Span(from.atMs(), next.atMs(), "")));
                begun = Optional.of(next).filter(RuleChange::active);
            }
        }
        begun.ifPresent(from -> spans.add(new Span(from.atMs(), timeline.lengthMs(), "")));
        return spans;
    }

    private List<Span> lineSpans(String line) {
        var spans = new ArrayList<Span>();
        Optional<LineChange> on = Optional.empty();
        for (Timeline.Change change : timeline.changes()) {
            if (change instanceof LineChange next && next.line().equals(line)) {
                on.ifPresent(from -> spans.add(new Span(from.atMs(), next.atMs(), "")));
                on = Optional.of(next).filter(LineChange::active);
            }
        }
        on.ifPresent(from -> spans.add(new Span(from.atMs(), timeline.lengthMs(), "")));
        return spans;
    }

    private List<Span> zoneSpans(String zone) {
        var spans = new ArrayList<Span>();
        Optional<ZoneChange> with = Optional.empty();
        for (Timeline.Change change : timeline.changes()) {
            if (change instanceof ZoneChange next && next.zone().equals(zone)) {
                with.ifPresent(from -> spans.add(span(from, next.atMs())));
                with = Optional.of(next).filter(now -> now.objects() > 0);
            }
        }
        with.ifPresent(from -> spans.add(span(from, timeline.lengthMs())));
        return spans;
    }

    private static Span span(ZoneChange from, long toMs) {
        return new Span(from.atMs(), toMs, Integer.toString(from.objects()));
    }

    private int x(long atMs) {
        return NAMES + Math.toIntExact(atMs * CHART / Math.max(1, timeline.lengthMs()));
    }

    private static String shortened(String name) {
        return name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS - 2) + "..";
    }

    private void fill(int left, int top, int width, int height, int rgb) {
        try (var corner = new Point(left, top);
                var opposite = new Point(left + width - 1, top + height - 1);
                var colour = colour(rgb)) {
            rectangle(picture, corner, opposite, colour, FILLED, LINE_8, 0);
        }
    }

    private void text(String text, int left, int baseline, int rgb) {
        try (var origin = new Point(left, baseline);
                var colour = colour(rgb)) {
            putText(picture, text, origin, FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, LINE_AA, false);
        }
    }

    private static Scalar colour(int rgb) {
        return new Scalar(rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16, 0);
    }
}
