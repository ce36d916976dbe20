package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SightingLogTest {

    private final List<String> lines = new ArrayList<>();
    private final SightingLog log = new SightingLog(lines::add);

    @Test
    void speaksWhenWhatIsSeenChangesAndOnlyThen() {
        see("porch", 0);
        see("porch", 2, detection("person", 0.71f));
        see("porch", 4, detection("person", 0.99f));
        see("porch", 6, detection("person", 0.8f), detection("cat", 0.55f), detection("person", 0.5f));
        see("porch", 8);

        assertEquals(List.of("porch: person 0.71", "porch: 2 × person 0.80, cat 0.55", "porch: nothing"), lines);
    }

    @Test
    void aCameraSpeaksAtMostOnceASecondAndThenSaysTheNewest() {
        see("porch", 0, detection("person", 0.7f));
        see("porch", 0.4);
        see("porch", 0.8, detection("person", 0.6f), detection("cat", 0.5f));
        see("porch", 1.2, detection("cat", 0.5f));

        assertEquals(List.of("porch: person 0.70", "porch: cat 0.50"), lines);
    }

    @Test
    void camerasSpeakIndependently() {
        see("porch", 0, detection("person", 0.7f));
        see("yard", 0.1, detection("person", 0.7f));

        assertEquals(List.of("porch: person 0.70", "yard: person 0.70"), lines);
    }

    private void see(String camera, double seconds, Detection... detections) {
        long nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        log.accept(new DetectionFrame(
                camera, 1, Instant.EPOCH, nanos, 640, 480, List.of(detections), new Timing(0, 0, 0)));
    }

    private static Detection detection(String label, float score) {
        return new Detection(label, 0, score, new Box(0, 0, 1, 1));
    }
}
