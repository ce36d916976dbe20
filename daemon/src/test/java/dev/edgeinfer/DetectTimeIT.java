package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

/**
 * What {@code POST /detect} costs beside the inference, as its client sees it, over one connection and beside a camera that asks for
 * little. Judged when it is long enough, with {@code -Dedge-infer.load-seconds=20}.
 */
class DetectTimeIT extends DaemonOverHttp {

    private static final int SECONDS = Integer.getInteger("edge-infer.load-seconds", 2);
    private static final boolean JUDGED = SECONDS >= 20;
    private static final int WARM_UP = JUDGED ? 300 : 20;
    private static final int PICTURES = 25 * SECONDS;
    private static final String QUIET = """
            cameras:
              demo: { source: "file:%s", target-fps: 1 }
            """.formatted(CLIP);

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void aPictureCostsLittleMoreThanItsInference() throws Exception {
        start(COMMON + QUIET);
        byte[] picture = Pictures.astronaut(".jpg", DetectTimeIT::ofACamera);
        double[] beside = new double[PICTURES];
        try (var socket = new Socket("127.0.0.1", url.getPort())) {
            socket.setTcpNoDelay(true);
            for (int i = -WARM_UP; i < PICTURES; i++) {
                long asked = System.nanoTime();
                byte[] answer = post(socket, picture);
                double millis = (System.nanoTime() - asked) / 1e6;
                JsonNode document = json.readTree(answer);
                assertEquals("person", document.at("/detections/0/label").asText(), document.toString());
                if (i >= 0) {
                    beside[i] = millis - document.at("/timing/inferenceMs").asDouble();
                }
            }
        }
        Arrays.sort(beside);
        double median = beside[PICTURES / 2];
        System.out.printf(
                Locale.ROOT,
                "MEASURED POST /detect of %d JPEGs of 640x480: beside the inference p50 %.2f ms, p90 %.2f ms, p99 %.2f ms%n",
                PICTURES,
                median,
                beside[PICTURES * 9 / 10],
                beside[PICTURES * 99 / 100]);
        if (JUDGED) {
            assertTrue(median <= 5, "beside its inference a picture costs " + median + " ms");
        }
    }

    private static Mat ofACamera(Mat photo) {
        var picture = new Mat();
        try (var size = new Size(640, 480)) {
            opencv_imgproc.resize(photo, picture, size);
        }
        return picture;
    }

    private static byte[] post(Socket socket, byte[] picture) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("POST /detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                .formatted(picture.length)
                .getBytes(StandardCharsets.US_ASCII));
        out.write(picture);
        var in = new DataInputStream(socket.getInputStream());
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200"), head.toString());
        return in.readNBytes(Integer.parseInt(head.toString().replaceAll("(?is).*content-length: ([0-9]+).*", "$1")));
    }
}
