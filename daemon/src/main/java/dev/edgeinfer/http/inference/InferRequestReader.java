package dev.edgeinfer.http.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.TensorSpec;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.inference.InferRequest.WantedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory TOKENS = JSON.getFactory();
    private static final int DEEPEST = 8;

    private final ByteBuffer body;
    private final int headerLength;
    private final ModelSignature model;
    private final TensorSpec wanted;

    private Optional<String> id = Optional.empty();
    private Optional<ByteBuffer> input = Optional.empty();
    private List<WantedOutput> outputs = List.of();
    private boolean hasOutputs;
    private JsonNode parameters = JSON.createObjectNode();

    private InferRequestReader(ByteBuffer body, int headerLength, ModelSignature model) {
        this.body = body;
        this.headerLength = headerLength;
        this.model = model;
        this.wanted = model.input();
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
        try (JsonParser json = TOKENS.createParser(new ByteBufferBackedInputStream(body.slice(0, headerLength)))) {
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
                throw wrong("model '%s' takes one input, '%s'".formatted(model.name(), wanted.name()));
            }
            input = Optional.of(readInput(json));
        }
    }

    private ByteBuffer readInput(JsonParser json) throws IOException {
        requireObject(json, "an input");
        Optional<String> name = Optional.empty();
        Optional<String> type = Optional.empty();
        Optional<List<Long>> shape = Optional.empty();
        Optional<ByteBuffer> data = Optional.empty();
        OptionalInt size = OptionalInt.empty();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "name" -> name = Optional.of(text(json, "name"));
                case "datatype" -> type = Optional.of(text(json, "datatype"));
                case "shape" -> shape = Optional.of(readShape(json));
                case "data" -> data = Optional.of(readData(json));
                case "parameters" -> size = binarySize(object(json, "parameters"));
                default -> json.skipChildren();
            }
        }
        verify(name, type, shape);
        if (data.isPresent()) {
            if (size.isPresent()) {
                throw wrong("input '%s' has both 'data' and 'binary_data_size'".formatted(wanted.name()));
            }
            return data.get();
        }
        return binary(size.orElseThrow(() ->
                wrong("input '%s' has neither 'data' nor the parameter 'binary_data_size'".formatted(wanted.name()))));
    }

    private void verify(Optional<String> name, Optional<String> type, Optional<List<Long>> shape) {
        name.filter(text -> !text.equals(wanted.name())).ifPresent(text -> {
            throw wrong("model '%s' has no input '%s', only '%s'".formatted(model.name(), text, wanted.name()));
        });
        if (name.isEmpty()) {
            throw wrong("an input has no 'name'");
        }
        String datatype = KServeDocument.datatype(wanted);
        if (!type.equals(Optional.of(datatype))) {
            throw wrong("input '%s' must be of datatype %s, not %s"
                    .formatted(wanted.name(), datatype, type.orElse("without one")));
        }
        if (!shape.equals(Optional.of(wanted.shape()))) {
            throw wrong("input '%s' must be of shape %s, not %s"
                    .formatted(
                            wanted.name(),
                            wanted.shape(),
                            shape.map(Object::toString).orElse("without one")));
        }
    }

    private ByteBuffer binary(int size) {
        int there = body.limit() - headerLength;
        if (size != wanted.bytes() || there != size) {
            throw wrong(
                    "input '%s' takes %d bytes; its 'binary_data_size' is %d, and %d bytes are behind the %d of the JSON document"
                            .formatted(wanted.name(), wanted.bytes(), size, there, headerLength));
        }
        return body.slice(headerLength, size);
    }

    /** Numbers, row-major, nested as deep as one likes. */
    private ByteBuffer readData(JsonParser json) throws IOException {
        requireArray(json, "data");
        // As the model's memory has it, and as clients of the same machine's kind write binary tensors.
        ByteBuffer tensor = ByteBuffer.allocate(wanted.bytes()).order(ByteOrder.nativeOrder());
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY && depth < DEEPEST) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token != null && token.isNumeric()) {
                put(json, tensor);
            } else {
                throw wrong("'data' of input '%s' is not an array of numbers".formatted(wanted.name()));
            }
        }
        if (tensor.hasRemaining()) {
            throw wrong("'data' of input '%s' has %d elements, not %d"
                    .formatted(wanted.name(), tensor.position() / wanted.elementBytes(), wanted.elements()));
        }
        return tensor.flip();
    }

    private void put(JsonParser json, ByteBuffer tensor) throws IOException {
        if (!tensor.hasRemaining()) {
            throw wrong("'data' of input '%s' has more than %d elements".formatted(wanted.name(), wanted.elements()));
        }
        switch (wanted.dtype()) {
            case FLOAT32 -> tensor.putFloat(json.getFloatValue());
            case FLOAT16 -> tensor.putShort(Float.floatToFloat16(json.getFloatValue()));
            case UINT8 -> {
                double value = json.getDoubleValue();
                if (value != (int) value || value < 0 || value > 255) {
                    throw wrong(
                            "'data' of input '%s' has %s, which is no UINT8".formatted(wanted.name(), json.getText()));
                }
                tensor.put((byte) value);
            }
        }
    }

    private static List<Long> readShape(JsonParser json) throws IOException {
        requireArray(json, "shape");
        List<Long> shape = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean fits = json.currentToken() == JsonToken.VALUE_NUMBER_INT && shape.size() < DEEPEST;
            if (!fits) {
                throw wrong("'shape' is not an array of up to %d integers".formatted(DEEPEST));
            }
            shape.add(json.getLongValue());
        }
        return shape;
    }

    private List<WantedOutput> readOutputs(JsonParser json) throws IOException {
        requireArray(json, "outputs");
        hasOutputs = true;
        List<WantedOutput> read = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            requireObject(json, "an output");
            JsonNode output = JSON.readTree(json);
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

    private static OptionalInt binarySize(JsonNode parameters) {
        verifySupported(parameters);
        JsonNode size = parameters.path("binary_data_size");
        if (size.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (!size.canConvertToInt() || size.intValue() < 0) {
            throw wrong("the parameter 'binary_data_size' must be a number of bytes");
        }
        return OptionalInt.of(size.intValue());
    }

    private static void verifySupported(JsonNode parameters) {
        for (String extension : List.of("shared_memory_region", "classification")) {
            if (parameters.has(extension)) {
                throw wrong("the parameter '%s' is of an extension that edge-infer does not have".formatted(extension));
            }
        }
    }

    /** In microseconds, as Triton has it. */
    private Optional<Duration> timeout() {
        JsonNode timeout = parameters.path("timeout");
        return timeout.isIntegralNumber() && timeout.canConvertToLong() && timeout.longValue() > 0
                ? Optional.of(Duration.ofNanos(Math.multiplyExact(Math.min(timeout.longValue(), 1L << 40), 1000L)))
                : Optional.empty();
    }

    private static String text(JsonParser json, String key) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("'%s' must be a string".formatted(key));
        }
        return json.getText();
    }

    private static JsonNode object(JsonParser json, String key) throws IOException {
        requireObject(json, "'" + key + "'");
        return JSON.readTree(json);
    }

    private static void requireObject(JsonParser json, String what) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("%s must be an object".formatted(what));
        }
    }

    private static void requireArray(JsonParser json, String key) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("'%s' must be an array".formatted(key));
        }
    }

    private static ProblemException wrong(String rule) {
        return new ProblemException(ProblemType.BAD_BODY, rule);
    }
}
