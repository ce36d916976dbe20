package dev.edgeinfer.http.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenStreamTest {

    private final OpenStream stream = new OpenStream("events", () -> 0, _ -> {});
    private final List<Boolean> interrupted = new ArrayList<>();

    /** A client whose connection would be closed by an interrupt. */
    private final OutputStream client = new OutputStream() {
        @Override
        public void write(int b) {
            interrupted.add(Thread.currentThread().isInterrupted());
        }
    };

    @AfterEach
    void forget() {
        Thread.interrupted();
    }

    @Test
    void whoIsToldToEndBetweenTwoPiecesWritesTheLastOnesInPeace() throws Exception {
        stream.end(false);
        stream.write(client, new byte[1]);
        assertTrue(stream.isEnded());
        assertEquals(List.of(false), interrupted);
    }

    @Test
    void whoIsCutIsNot() throws Exception {
        stream.end(false);
        stream.end(true);
        stream.write(client, new byte[1]);
        assertEquals(List.of(true), interrupted);
    }
}
