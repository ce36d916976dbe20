package dev.edgeinfer.soak;

import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imwrite;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Prints how much heap the installed daemon takes for a frame with ten objects or more, all of its threads together, with
 * four zones, two lines and ten rules; by the log of its garbage collector, and while nobody asks it anything.
 *
 * <pre>{@code GarbageOfAFrame EDGE-INFER PICTURE}</pre>
 *
 * <p>The picture has one person; twelve of it are put beside each other. Exit code 1: it is more than is asked for.
 */
final class GarbageOfAFrame {

    private static final double MOST_KILOBYTES = 20;
    private static final int LEAST_OBJECTS = 10;

    /** As many as compile what is called for every frame. */
    private static final long WARM_UP_FRAMES = 2_000;

    private static final long FRAMES = 4_000;
    private static final int COLUMNS = 4;
    private static final int ROWS = 3;
    private static final int TILE = 160;

    private static final String SCENE = """
            cameras:
              %s:
                source: "%s?fps=100"
                target-fps: unlimited
                zones:
                  a: [[0.00, 0.5], [0.05, 0.3], [0.10, 0.2], [0.20, 0.2], [0.25, 0.3], [0.25, 0.9], [0.15, 1], [0.00, 0.9]]
                  b: [[0.25, 0.5], [0.30, 0.3], [0.35, 0.2], [0.45, 0.2], [0.50, 0.3], [0.50, 0.9], [0.40, 1], [0.25, 0.9]]
                  c: [[0.50, 0.5], [0.55, 0.3], [0.60, 0.2], [0.70, 0.2], [0.75, 0.3], [0.75, 0.9], [0.65, 1], [0.50, 0.9]]
                  d: [[0.75, 0.5], [0.80, 0.3], [0.85, 0.2], [0.95, 0.2], [1.00, 0.3], [1.00, 0.9], [0.90, 1], [0.75, 0.9]]
                lines:
                  left: { points: [[0.33, 0], [0.33, 1]] }
                  right: { points: [[0.67, 0], [0.67, 1]] }
            rules:
              in-a: { when: { label: person, zone: a }, gpio: { line: GPIO1 } }
              in-b: { when: { label: person, zone: b, count: 2 }, gpio: { line: GPIO2 } }
              in-c: { when: { label: person, zone: c, count: 3 }, gpio: { line: GPIO3 } }
              in-d: { when: { label: person, zone: d, count: 4 }, gpio: { line: GPIO4 } }
              over-left: { when: { label: person, line: left }, gpio: { line: GPIO5, mode: pulse } }
              over-right: { when: { label: person, line: right }, gpio: { line: GPIO6, mode: pulse } }
              some: { when: { label: person, zone: [a, d], count: 2 }, gpio: { line: GPIO7 } }
              many: { when: { label: person, zone: [a, d], count: 20 }, gpio: { line: GPIO8 } }
              crowd: { when: { label: person, zone: [a, d], count: 60 }, gpio: { line: GPIO9 } }
              nobody: { when: { label: person, absent-for: 5s }, gpio: { line: GPIO10 } }
            """;

    private GarbageOfAFrame() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("edge-infer-garbage");
        boolean met;
        try {
            Path picture = crowd(Path.of(args[1]), work.resolve("crowd.png"));
            String scene = SCENE.formatted(SoakedDaemon.CAMERA, picture.toUri());
            try (var daemon = SoakedDaemon.start(Path.of(args[0]), scene, work)) {
                met = measure(daemon);
            }
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        System.exit(met ? 0 : 1);
    }

    private static boolean measure(SoakedDaemon daemon) throws IOException, InterruptedException {
        daemon.awaitFrames();
        await(daemon, WARM_UP_FRAMES);
        daemon.newPauses();
        long before = daemon.frames();
        long began = System.nanoTime();
        await(daemon, before + FRAMES);
        long frames = daemon.frames() - before;
        double fps = frames / ((System.nanoTime() - began) / 1e9);
        List<GcPause> pauses = daemon.newPauses();
        int objects = daemon.detections();
        double kilobytes = 1024 * GcPause.megabytesASecond(pauses) / fps;
        boolean met = kilobytes <= MOST_KILOBYTES && objects >= LEAST_OBJECTS;
        System.out.printf(
                Locale.ROOT,
                "%.1f kB of heap a frame with %d objects, four zones, two lines and ten rules, by %d collections in %d frames; %s: %.0f kB at most with %d or more%n",
                kilobytes,
                objects,
                pauses.size(),
                frames,
                met ? "met" : "MISSED",
                MOST_KILOBYTES,
                LEAST_OBJECTS);
        return met;
    }

    private static void await(SoakedDaemon daemon, long frames) throws IOException, InterruptedException {
        while (daemon.frames() < frames) {
            Thread.sleep(Duration.ofSeconds(2));
        }
    }

    private static Path crowd(Path person, Path crowd) {
        try (Mat photo = imread(person.toString());
                Mat picture = new Mat(ROWS * TILE, COLUMNS * TILE, photo.type())) {
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                try (Mat tile = new Mat(picture, new Rect(i % COLUMNS * TILE, i / COLUMNS * TILE, TILE, TILE))) {
                    resize(photo, tile, new Size(TILE, TILE));
                }
            }
            imwrite(crowd.toString(), picture);
        }
        return crowd;
    }
}
