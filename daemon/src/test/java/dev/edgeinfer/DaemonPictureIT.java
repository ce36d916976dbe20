package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FakeSource;
import dev.edgeinfer.camera.FakeSource.Step.Picture;
import dev.edgeinfer.camera.FrameSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What leaves the daemon of pictures that are changed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonPictureIT extends DaemonOverHttp {

    /** What JPEG makes of black and of a light grey, at most. */
    private static final int NEARLY = 12;

    @Test
    void whatTheMaskHidesIsInNoSnapshot() throws Exception {
        var source = new FakeSource(FrameSource.Delivery.LIVE).then(new Picture(320, 240, 200, 0));
        start(config(COMMON + """
                cameras:
                  porch:
                    source: v4l2:///dev/video0
                    rotate: 90
                    crop: [0, 0, 1, 0.5]
                    mask: [[[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]]
                """), _ -> source);
        await().atMost(AMPLE).until(() -> status("/cameras/porch/snapshot.jpg") == 200);

        assertEquals(240, get("/detections").at("/cameras/0/frame/width").asInt());
        assertEquals(160, get("/detections").at("/cameras/0/frame/height").asInt());
        for (String query : List.of("", "?boxes=true")) {
            try (Mat picture = picture("/cameras/porch/snapshot.jpg" + query)) {
                assertEquals("240x160", picture.cols() + "x" + picture.rows());
                for (int y = 0; y < 160; y++) {
                    for (int x = 0; x < 240; x++) {
                        int grey = picture.ptr(y, x).get() & 0xff;
                        boolean hidden = x >= 60 && x <= 180 && y >= 40 && y <= 120;
                        // Of the blocks that the edge runs through JPEG may mix both; they hold no pixel of the source.
                        boolean atEdge = near(x, 60, 180) && y > 24 && y < 136 || near(y, 40, 120) && x > 44 && x < 196;
                        if (!atEdge) {
                            assertTrue(Math.abs(grey - (hidden ? 0 : 200)) <= NEARLY, x + "," + y + ": " + grey);
                        }
                    }
                }
            }
        }
    }

    private static boolean near(int position, int... edges) {
        return Arrays.stream(edges).anyMatch(edge -> Math.abs(position - edge) < 16);
    }
}
