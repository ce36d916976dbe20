package dev.edgeinfer.http.inference;

import static dev.edgeinfer.http.inference.InferTokens.object;
import static dev.edgeinfer.http.inference.InferTokens.requireArray;
import static dev.edgeinfer.http.inference.InferTokens.requireObject;
import static dev.edgeinfer.http.inference.InferTokens.text;
import static dev.edgeinfer.http.inference.InferTokens.verifySupported;
import static dev.edgeinfer.http.inference.InferTokens.wrong;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.TensorSpec;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.inference.InferRequest.WantedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads an inference request of the open inference protocol, with its extension for binary tensors: a JSON document, and
 * behind it the bytes of the tensor if the document has none. Numbers go straight from the text into the tensor.
 */
final class InferRequestReader {

    private final ByteBuffer body;
    private final int headerLength;
    private final ModelSignature model;

    private Optional<String> id = Optional.empty();
    private Optional<ByteBuffer> input = Optional.empty();
    private List<WantedOutput> outputs = List.of();
    private boolean hasOutputs;
    private JsonNode parameters = InferTokens.JSON.createObjectNode();

    private InferRequestReader(ByteBuffer body, int headerLength, ModelSignature model) {
        this.body = body;
        this.headerLength = headerLength;
        this.model = model;
    }

    /**
     * @param body the whole of it, from position 0 to its limit
     * @param headerLength how many bytes of it the document is, where the tensor is behind that
     * @throws ProblemException when it is not what the model takes
     */
    static InferRequest read(ByteBuffer body, OptionalInt headerLength, ModelSignature model) {
        int length = headerLength.orElse(body.limit());
        if (length > body.limit()) {
            throw wrong("Inference-Header-Content-Length says %d bytes, the body has only %d"
                    .formatted(length, body.limit()));
        }
        var reader = new InferRequestReader(body, length, model);
        try {
            return reader.read();
        } catch (JsonProcessingException e) {
            throw wrong("the request is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw wrong("the request cannot be read: " + e.getMessage());
        }
    }

    private InferRequest read() throws IOException {
        try (JsonParser json =
                InferTokens.JSON.createParser(new ByteBufferBackedInputStream(body.slice(0, headerLength)))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("the request is not a JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "id" -> id = Optional.of(text(json, "id"));
                    case "parameters" -> parameters = object(json, "parameters");
                    case "inputs" -> readInputs(json);
                    case "outputs" -> outputs = readOutputs(json);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw wrong("something stands behind the JSON object of the request");
            }
        }
        ByteBuffer tensor = input.orElseThrow(() -> wrong("the request has no inputs"));
        return new InferRequest(id, tensor, hasOutputs ? outputs : allOutputs(), timeout());
    }

    private void readInputs(JsonParser json) throws IOException {
        requireArray(json, "inputs");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (input.isPresent()) {
                throw wrong("model '%s' takes one input, '%s'"
                        .formatted(model.name(), model.input().name()));
            }
            input = Optional.of(new InferInputReader(body, headerLength, model).read(json));
        }
    }

    private List<WantedOutput> readOutputs(JsonParser json) throws IOException {
        requireArray(json, "outputs");
        hasOutputs = true;
        List<WantedOutput> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            requireObject(json, "an output");
            JsonNode output = InferTokens.JSON.readTree(json);
            WantedOutput next = new WantedOutput(index(output), isBinary(output.path("parameters"), "binary_data"));
            if (read.stream().anyMatch(other -> other.index() == next.index())) {
                throw wrong("output '%s' is asked for twice"
                        .formatted(output.path("name").asText()));
            }
            read.add(next);
        }
        return read;
    }

    private int index(JsonNode output) {
        String name = output.path("name").asText();
        List<String> names = model.outputs().stream().map(TensorSpec::name).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw wrong("model '%s' has no output '%s', only %s".formatted(model.name(), name, names));
        }
        return index;
    }

    private List<WantedOutput> allOutputs() {
        boolean binary = isBinary(parameters, "binary_data_output");
        List<WantedOutput> all = new ArrayList<>();
        for (int i = 0; i < model.outputs().size(); i++) {
            all.add(new WantedOutput(i, binary));
        }
        return all;
    }

    private static boolean isBinary(JsonNode parameters, String key) {
        verifySupported(parameters);
        JsonNode value = parameters.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong("the parameter '%s' must be true or false".formatted(key));
        }
        return value.asBoolean();
    }

    /** In microseconds, as Triton has it. */
    private Optional<Duration> timeout() {
        JsonNode timeout = parameters.path("timeout");
        return timeout.isIntegralNumber() && timeout.canConvertToLong() && timeout.longValue() > 0
                ? Optional.of(Duration.ofNanos(Math.multiplyExact(Math.min(timeout.longValue(), 1L << 40), 1000L)))
                : Optional.empty();
    }
}
