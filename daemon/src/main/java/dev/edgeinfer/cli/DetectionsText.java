package dev.edgeinfer.cli;

import dev.edgeinfer.detect.Detection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Detections for people: {@code photo.jpg: person 0.91, 100×200 at 10,20}. */
record DetectionsText(PrintWriter out) implements DetectionsOutput {

    @Override
    public void add(Path image, List<Detection> detections) {
        if (detections.isEmpty()) {
            out.println(image + ": nothing");
        }
        for (Detection detection : detections) {
            var box = detection.box();
            out.printf(
                    Locale.ROOT,
                    "%s: %s %.2f, %.0f×%.0f at %.0f,%.0f%n",
                    image,
                    detection.label(),
                    detection.score(),
                    box.width(),
                    box.height(),
                    box.x(),
                    box.y());
        }
    }
}
