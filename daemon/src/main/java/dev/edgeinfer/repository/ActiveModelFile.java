package dev.edgeinfer.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgeinfer.system.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps which model was activated over restarts, in the file {@value #NAME}. A loss of power leaves the old state or
 * the new one. One thread at a time.
 */
final class ActiveModelFile {

    static final String NAME = "active-model.json";

    private static final Logger log = LoggerFactory.getLogger(ActiveModelFile.class);
    private static final int MOST_BYTES = 4096;

    /**
     * What was activated.
     *
     * @param model its name
     * @param configured what {@code model.path} said then; when it says something else, that holds
     * @param previous the one before
     * @param since when
     * @param unprovenStarts how many times it was put to work without the process having lasted
     */
    record Activation(String model, String configured, Optional<String> previous, Instant since, int unprovenStarts) {

        Activation withUnprovenStarts(int count) {
            return new Activation(model, configured, previous, since, count);
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;

    /** @param directory where state is kept; it may be missing now and come */
    ActiveModelFile(Path directory) {
        file = directory.resolve(NAME);
    }

    /** What was written last; empty: nothing, or nothing that can be read, which the log says. */
    Optional<Activation> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("it is larger than %d bytes".formatted(MOST_BYTES));
            }
            JsonNode state = json.readTree(Files.readAllBytes(file));
            if (!state.path("model").isTextual() || !state.path("configured").isTextual()) {
                throw new IOException("it does not name a model");
            }
            return Optional.of(new Activation(
                    state.get("model").asText(),
                    state.get("configured").asText(),
                    Optional.ofNullable(state.path("previous").asText(null)),
                    Instant.parse(state.path("since").asText()),
                    state.path("unprovenStarts").asInt()));
        } catch (IOException | DateTimeException e) {
            log.warn("\"{}\" cannot be read and counts as not there: {}", file, reason(e));
            return Optional.empty();
        }
    }

    /** Whatever keeps it from being written is in the log. */
    void write(Activation activation) {
        ObjectNode state = json.createObjectNode()
                .put("model", activation.model())
                .put("configured", activation.configured())
                .put("previous", activation.previous().orElse(null))
                .put("since", activation.since().toString())
                .put("unprovenStarts", activation.unprovenStarts());
        try {
            AtomicFile.at(file).write(json.writeValueAsBytes(state));
        } catch (IOException e) {
            log.warn("\"{}\" cannot be written ({}): another model may be in use after a restart", file, reason(e));
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("\"{}\" cannot be deleted ({}): another model may be in use after a restart", file, reason(e));
        }
    }

    private static String reason(Exception e) {
        return e instanceof JsonProcessingException broken ? broken.getOriginalMessage() : e.toString();
    }
}
