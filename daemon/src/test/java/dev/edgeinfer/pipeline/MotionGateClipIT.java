package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.MotionConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.config.SourceConfig.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** The demo clip, in which photos come and go before a wall, as its README tells. */
class MotionGateClipIT {

    private static final Path CLIP = Path.of("demo/demo.mp4").toAbsolutePath();
    private static final int FPS = 20;
    private static final int PICTURES = 30 * FPS;

    /** Seconds at which something comes. */
    private static final double[] ARRIVALS = {0.8, 6.6, 12.5, 18.3, 21.4};

    @Test
    void everyArrivalIsLookedAtWithinHalfASecondAndTheEmptyWallIsNot() {
        BitSet wanted = wanted(new MotionConfig(15, 0.002, Duration.ofMillis(200), Duration.ofSeconds(30)));

        for (double arrival : ARRIVALS) {
            int first = wanted.nextSetBit(picture(arrival - 0.25));
            assertTrue(first <= picture(arrival + 0.5), arrival + " s: first looked at is picture " + first);
        }
        // Nothing has come yet, and what is held after the first picture is over.
        assertEquals(picture(0.2) + 1, wanted.nextClearBit(0));
        assertTrue(wanted.cardinality() < PICTURES, wanted.toString());
    }

    private static int picture(double second) {
        return (int) Math.round(second * FPS);
    }

    private static BitSet wanted(MotionConfig config) {
        BitSet wanted = new BitSet();
        try (FrameSource clip = FrameSources.open(new SourceConfig.VideoFile(CLIP.toString(), CLIP, false, Pace.FAST));
                MotionGate gate = new MotionGate(config);
                Mat image = new Mat()) {
            for (int i = 0; clip.grab(); i++) {
                clip.retrieve(image);
                wanted.set(i, gate.wants(image, i * Duration.ofSeconds(1).toNanos() / FPS));
            }
        }
        return wanted;
    }
}
