package dev.edgeinfer.http.picture;

import dev.edgeinfer.config.Polygon;
import dev.edgeinfer.config.SceneConfig;
import dev.edgeinfer.track.LineCounts;
import dev.edgeinfer.track.TrackedFrame;
import dev.edgeinfer.track.ZoneOccupancy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws the zones of a camera with how many are in each, and its lines with an arrow inwards and their counts. */
final class SceneDrawing {

    private static final int[] ZONE_COLOURS = {0x40c4ff, 0xffab40, 0xb388ff, 0x69f0ae, 0xff80ab, 0xffff8d};
    private static final int LINE_COLOUR = 0xffffff;
    private static final double ARROW_LENGTH = 0.06;

    private SceneDrawing() {}

    /** @param tracked empty: nobody is counted yet */
    static void draw(Canvas canvas, SceneConfig scene, Optional<TrackedFrame> tracked) {
        List<SceneConfig.Zone> zones = scene.zones();
        for (int i = 0; i < zones.size(); i++) {
            canvas.area(zones.get(i).polygon().points(), ZONE_COLOURS[i % ZONE_COLOURS.length]);
        }
        scene.lines().forEach(line -> line(canvas, line));
        for (int i = 0; i < zones.size(); i++) {
            SceneConfig.Zone zone = zones.get(i);
            Polygon.Point top = zone.polygon().points().stream()
                    .min(Comparator.comparingDouble(Polygon.Point::y).thenComparingDouble(Polygon.Point::x))
                    .orElseThrow();
            canvas.plate(
                    zone.name() + occupancy(zone.name(), tracked),
                    top.x() * canvas.width(),
                    top.y() * canvas.height(),
                    ZONE_COLOURS[i % ZONE_COLOURS.length]);
        }
        scene.lines()
                .forEach(line -> canvas.plate(
                        line.name() + counts(line.name(), tracked),
                        line.from().x() * canvas.width(),
                        line.from().y() * canvas.height(),
                        LINE_COLOUR));
    }

    private static void line(Canvas canvas, SceneConfig.Line line) {
        double fromX = line.from().x() * canvas.width();
        double fromY = line.from().y() * canvas.height();
        double acrossX = line.to().x() * canvas.width() - fromX;
        double acrossY = line.to().y() * canvas.height() - fromY;
        canvas.line(fromX, fromY, fromX + acrossX, fromY + acrossY, LINE_COLOUR, 2);
        // Who looks along it has the inner side on the right, which is where a quarter turn clockwise points.
        double length = ARROW_LENGTH * canvas.height() / Math.hypot(acrossX, acrossY);
        double middleX = fromX + acrossX / 2;
        double middleY = fromY + acrossY / 2;
        canvas.arrow(middleX, middleY, middleX - acrossY * length, middleY + acrossX * length, LINE_COLOUR);
    }

    private static String occupancy(String zone, Optional<TrackedFrame> tracked) {
        return tracked.stream()
                .flatMap(frame -> frame.zones().stream())
                .filter(occupied -> occupied.zone().equals(zone))
                .mapToInt(SceneDrawing::objects)
                .filter(objects -> objects > 0)
                .mapToObj(": %d"::formatted)
                .findFirst()
                .orElse("");
    }

    private static int objects(ZoneOccupancy zone) {
        return zone.objects().values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String counts(String line, Optional<TrackedFrame> tracked) {
        return tracked.stream()
                .flatMap(frame -> frame.lines().stream())
                .filter(counts -> counts.line().equals(line))
                .map(SceneDrawing::counts)
                .findFirst()
                .orElse("");
    }

    private static String counts(LineCounts counts) {
        return ": %d in, %d out".formatted(sum(counts.in()), sum(counts.out()));
    }

    private static long sum(Map<String, Long> byLabel) {
        return byLabel.values().stream().mapToLong(Long::longValue).sum();
    }
}
