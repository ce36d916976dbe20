package dev.edgeinfer.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.document.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports as files of JSON. */
public final class BenchmarkFile {

    private static final ObjectMapper MAPPER =
            Json.mapper().copy().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private BenchmarkFile() {}

    /** @throws BenchmarkException when it cannot be written */
    public static void write(Path file, BenchmarkReport report) {
        try {
            Files.writeString(
                    file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + System.lineSeparator());
        } catch (IOException e) {
            throw new BenchmarkException("\"%s\" cannot be written: %s".formatted(file, reason(e)), e);
        }
    }

    /** @throws BenchmarkException when it is no report, or one of another format */
    public static BenchmarkReport read(Path file) {
        try {
            JsonNode root = MAPPER.readTree(Files.readString(file));
            String format = root.path("format").asText();
            if (!format.equals(BenchmarkReport.FORMAT)) {
                throw new BenchmarkException(
                        "\"%s\" is no report of this version's bench: its format is %s, not \"%s\"; make a new one with --json"
                                .formatted(
                                        file,
                                        format.isEmpty() ? "not said" : "\"" + format + "\"",
                                        BenchmarkReport.FORMAT));
            }
            BenchmarkReport report = MAPPER.treeToValue(root, BenchmarkReport.class);
            if (report.setup() == null
                    || report.machine() == null
                    || report.memory() == null
                    || report.stages() == null
                    || report.stages().containsValue(null)) {
                throw new BenchmarkException("\"%s\" is cut short: parts of the report are missing".formatted(file));
            }
            return report;
        } catch (JsonProcessingException e) {
            throw new BenchmarkException(
                    "\"%s\" is not the JSON of a report: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new BenchmarkException("\"%s\" cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "it does not exist";
            case java.nio.file.AccessDeniedException _ -> "this user may not";
            default -> e.getMessage();
        };
    }
}
