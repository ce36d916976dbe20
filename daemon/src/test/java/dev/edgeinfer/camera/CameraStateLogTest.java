package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CameraStateLogTest {

    private final CameraStateLog log = new CameraStateLog();
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(err);
    }

    @Test
    void attemptsThatFailForTheSameReasonAreSaidOnce() {
        for (int attempt = 0; attempt < 100; attempt++) {
            enter("porch", CameraState.CONNECTING, "it is not there");
            enter("porch", CameraState.RETRYING, "it is not there");
        }
        enter("porch", CameraState.RETRYING, "it is busy");

        List<String> lines = lines();
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.getFirst().endsWith("camera \"porch\": it is not there (tried again by itself)"));
        assertTrue(lines.getLast().contains("it is busy"), lines.toString());
    }

    @Test
    void aCameraThatIsBackIsSaidAndItsNextLossToo() {
        enter("porch", CameraState.RETRYING, "it is not there");
        enter("porch", CameraState.RUNNING, null);
        enter("porch", CameraState.RETRYING, "it is not there");

        assertEquals(3, lines().size(), lines().toString());
        assertTrue(lines().get(1).endsWith("camera \"porch\": frames arrive"), lines().toString());
    }

    @Test
    void camerasAreSaidIndependently() {
        enter("porch", CameraState.STALLED, "it hangs");
        enter("yard", CameraState.STALLED, "it hangs");

        assertEquals(2, lines().size(), lines().toString());
    }

    private void enter(String camera, CameraState state, String error) {
        log.accept(new CameraStatus(
                camera,
                state,
                Instant.EPOCH,
                Optional.ofNullable(error),
                0,
                0,
                Map.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                0));
    }

    private List<String> lines() {
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
