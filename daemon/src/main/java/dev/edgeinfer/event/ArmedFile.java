package dev.edgeinfer.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.system.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps whether the board is armed over restarts, in the file {@value #NAME}: {@code {"armed": false, "since":
 * "2026-11-24T07:00:00.123Z", "by": "http"}}. A loss of power leaves the old state or the new one.
 *
 * <p>Writing happens on a thread of its own: {@link #write} returns at once, a state that a newer one follows may be left
 * out, and one that cannot be written is tried again with the next and with {@link #close}. Any thread may call.
 */
public final class ArmedFile implements AutoCloseable {

    static final String NAME = "armed.json";

    private static final Logger log = LoggerFactory.getLogger(ArmedFile.class);
    private static final int MOST_BYTES = 4096;
    private static final long CLOSE_WITHIN_MILLIS = 2000;

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;
    private final AtomicReference<Armed.State> unwritten = new AtomicReference<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("armed-file").factory());
    private boolean reported;

    /** @param directory where state is kept; it may be missing now and come */
    public ArmedFile(Path directory) {
        file = directory.resolve(NAME);
    }

    /** What was written last; empty: nothing, or nothing that can be read, which the log says. */
    public Optional<Armed.State> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("it is larger than %d bytes".formatted(MOST_BYTES));
            }
            JsonNode state = json.readTree(Files.readAllBytes(file));
            if (!state.path("armed").isBoolean()) {
                throw new IOException("it does not say armed: true or false");
            }
            return Optional.of(new Armed.State(
                    state.get("armed").booleanValue(),
                    Instant.parse(state.path("since").asText()),
                    state.path("by").asText()));
        } catch (IOException | DateTimeException e) {
            log.warn("\"{}\" cannot be read and counts as not there: {}", file, reason(e));
            return Optional.empty();
        }
    }

    /** Has a state written within moments. */
    public void write(Armed.State state) {
        unwritten.set(state);
        if (!writer.isShutdown()) {
            writer.execute(this::writeNewest);
        }
    }

    /** Waits for what is being written, two seconds at most. */
    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        writer.execute(this::writeNewest);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                log.warn("\"{}\" is not written yet; the disk does not answer", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeNewest() {
        Armed.State state = unwritten.get();
        if (state == null) {
            return;
        }
        try {
            byte[] text = (json.writeValueAsString(Map.of(
                                    "armed",
                                    state.armed(),
                                    "since",
                                    state.since().toString(),
                                    "by",
                                    state.by()))
                            + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            AtomicFile.at(file).write(text);
            unwritten.compareAndSet(state, null);
            reported = false;
        } catch (IOException e) {
            if (!reported) {
                log.warn(
                        "\"{}\" cannot be written ({}): after a restart the board may be {} again",
                        file,
                        reason(e),
                        state.armed() ? "disarmed" : "armed");
            }
            reported = true;
        }
    }

    private static String reason(Exception e) {
        return e instanceof JsonProcessingException broken ? broken.getOriginalMessage() : e.toString();
    }
}
