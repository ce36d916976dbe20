package dev.edgeinfer.http.inference;

import static dev.edgeinfer.http.inference.InferTokens.object;
import static dev.edgeinfer.http.inference.InferTokens.requireArray;
import static dev.edgeinfer.http.inference.InferTokens.requireObject;
import static dev.edgeinfer.http.inference.InferTokens.text;
import static dev.edgeinfer.http.inference.InferTokens.verifySupported;
import static dev.edgeinfer.http.inference.InferTokens.wrong;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.TensorSpec;
import dev.edgeinfer.http.exchange.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the input of an inference request: a tensor, as numbers in the document or as bytes behind it. */
final class InferInputReader {

    private static final int DEEPEST = 8;

    private final ByteBuffer body;
    private final int headerLength;
    private final ModelSignature model;
    private final TensorSpec wanted;

    /** @param headerLength how many bytes of the body the document is */
    InferInputReader(ByteBuffer body, int headerLength, ModelSignature model) {
        this.body = body;
        this.headerLength = headerLength;
        this.model = model;
        this.wanted = model.input();
    }

    /**
     * @param json at the beginning of the input
     * @return the tensor, row-major, in the order of bytes of this machine; a part of the body where that has it
     * @throws ProblemException when it is not what the model takes
     */
    ByteBuffer read(JsonParser json) throws IOException {
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
}
