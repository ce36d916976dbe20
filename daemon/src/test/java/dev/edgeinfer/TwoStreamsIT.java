package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.camera.network.RtspPeer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cameras that have a small stream for the detector beside the full one. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TwoStreamsIT extends DaemonOverHttp {

    @Test
    void theSmallOneIsDetectedAndTheFullOneShownWithoutWhatIsMasked() throws Exception {
        start(COMMON + """
                cameras:
                  porch:
                    source: test://pattern?size=1280x720&fps=20
                    detect-source: test://pattern?size=320x180&fps=20
                    mask: [[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]]
                """);
        await().atMost(AMPLE)
                .until(() -> size("").equals("1280x720") && size("?boxes=true").equals("1280x720"));

        assertEquals(320, get("/detections").at("/cameras/0/frame/width").asInt());
        assertEquals("ok", get("/health").get("status").asText());
        for (String query : List.of("", "?boxes=true")) {
            try (Mat picture = picture("/cameras/porch/snapshot.jpg" + query)) {
                // The first bar is light; of the blocks at the edge JPEG may mix both.
                assertTrue(brightness(picture, 40, 360) < 12, "shown: " + brightness(picture, 40, 360));
                assertTrue(brightness(picture, 600, 360) < 12);
            }
        }
        await().atMost(AMPLE).until(() -> health("framesDropped/pacing").asLong() > 20);
        long captured = health("framesCaptured").asLong();
        long pacing = health("framesDropped/pacing").asLong();
        assertTrue(captured * 10 < pacing, captured + " taken, " + pacing + " not");
    }

    @Test
    void aCameraOfTheNetworkIsDetectedWithItsFullStreamStoppedAndShownWithItsSmallOneStopped() throws Exception {
        try (RtspPeer peer = RtspPeer.start("--size", "640x480", "--sub-size", "320x240")) {
            start(COMMON + """
                    cameras:
                      porch:
                        source: rtsp://127.0.0.1:%1$d/test
                        detect-source: rtsp://127.0.0.1:%1$d/sub
                    """.formatted(peer.port()));
            await().atMost(AMPLE).until(() -> size("?boxes=true").equals("640x480"));
            assertEquals(320, get("/detections").at("/cameras/0/frame/width").asInt());

            peer.stop("/test");
            await().atMost(AMPLE).until(() -> health("state").asText().equals("retrying"));
            assertTrue(get("/health").at("/reasons/0").asText().startsWith("camera \"porch\", its full stream: "));
            await().atMost(AMPLE).until(() -> size("").equals("320x240"));
            long sequence = get("/detections").at("/cameras/0/sequence").asLong();
            await().atMost(AMPLE)
                    .until(() -> get("/detections").at("/cameras/0/sequence").asLong() > sequence + 20);
            assertEquals("running", get("/health").at("/cameras/0/state").asText());
        }
    }

    @Test
    void aCameraWhoseSmallStreamStopsIsRetriedAndTheFullOneStillShown() throws Exception {
        try (RtspPeer peer = RtspPeer.start("--size", "640x480", "--sub-size", "320x240")) {
            start(COMMON + """
                    cameras:
                      porch:
                        source: rtsp://127.0.0.1:%1$d/test
                        detect-source: rtsp://127.0.0.1:%1$d/sub
                    """.formatted(peer.port()));
            await().atMost(AMPLE).until(() -> size("?boxes=true").equals("640x480"));

            peer.stop("/sub");
            await().atMost(AMPLE)
                    .until(() -> get("/health").at("/cameras/0/state").asText().equals("retrying"));
            assertEquals("running", health("state").asText());
            await().atMost(AMPLE).until(() -> size("?boxes=true").equals("320x240"));
            assertEquals("640x480", size(""));
        }
    }

    private JsonNode health(String key) throws Exception {
        return get("/health").at("/cameras/0/snapshotStream/" + key);
    }

    /** Of the snapshot; empty before there is one. */
    private String size(String query) throws Exception {
        if (status("/cameras/porch/snapshot.jpg" + query) != 200) {
            return "";
        }
        try (Mat picture = picture("/cameras/porch/snapshot.jpg" + query)) {
            return picture.cols() + "x" + picture.rows();
        }
    }

    private static int brightness(Mat picture, int x, int y) {
        return Math.max(picture.ptr(y, x).get(0) & 0xff, picture.ptr(y, x).get(1) & 0xff);
    }
}
