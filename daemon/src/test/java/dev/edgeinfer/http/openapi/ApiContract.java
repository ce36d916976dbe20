package dev.edgeinfer.http.openapi;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The OpenAPI document as tests hold it against what the server really answers: more strictly than clients need to, since a key
 * that it does not name is a mistake here. Thread-safe.
 */
public final class ApiContract {

    private static final String ID = "https://edge-infer.invalid/openapi.json";
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ApiContract CURRENT = new ApiContract();

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    /**
     * One operation.
     *
     * @param path as the document has it
     */
    public record Operation(String method, String path, JsonNode node) {

        String label() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }

        private boolean isAt(String actual) {
            // The names of lines have slashes.
            String pattern =
                    ("\\Q" + path + "\\E").replace("{line}", "\\E.+\\Q").replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q");
            return Pattern.matches(pattern, actual);
        }

        private long parameters() {
            return path.chars().filter(c -> c == '{').count();
        }
    }

    private ApiContract() {
        try {
            document = JSON.readTree(OpenApiDocument.read().json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(member -> METHODS.contains(member.getKey()))
                .forEach(member -> operations.add(new Operation(member.getKey(), path.getKey(), member.getValue()))));
        JsonNode strict = strict(document);
        registry = SchemaRegistry.withDefaultDialect(
                Dialects.getDraft202012(), builder -> builder.schemas(Map.of(ID, strict.toString())));
    }

    public static ApiContract current() {
        return CURRENT;
    }

    public JsonNode document() {
        return document;
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /**
     * Fails unless an answer is one that the document promises.
     *
     * @param path without the query, as it was sent
     * @param body empty: it is not looked at
     */
    public void verify(String method, String path, int status, HttpHeaders headers, Optional<byte[]> body) {
        String what = "%s %s → %d".formatted(method, path, status);
        boolean head = method.equals("HEAD");
        String wanted = head ? "get" : method.toLowerCase(Locale.ROOT);
        Optional<Operation> operation = operations.stream()
                .filter(known -> known.method().equals(wanted) && known.isAt(path))
                .min(Comparator.comparingLong(Operation::parameters));
        if (operation.isEmpty()) {
            verifyUnknown(what, status, headers, body.filter(_ -> !head));
            return;
        }
        JsonNode response = resolved(operation.get().node().at("/responses/" + status));
        assertTrue(!response.isMissingNode(), () -> what + " is a status that the document does not have");
        verifyHeaders(what, response.path("headers"), headers);
        verifyContent(what, response.path("content"), headers, body.filter(_ -> !head));
    }

    /** Fails unless the data of an event of a stream is what the document promises. */
    public void verifyEvent(String type, String data) {
        JsonNode schema = document.at("/components/schemas/StreamEvent/oneOf")
                .valueStream()
                .map(kind -> kind.get("properties"))
                .filter(kind -> kind.at("/event/const").asText().equals(type))
                .map(kind -> kind.at("/data/contentSchema"))
                .findFirst()
                .orElseGet(() -> fail("events of type " + type + " are not in the document"));
        verify("event " + type, schema, parsed(type, data.getBytes(StandardCharsets.UTF_8)));
    }

    /** What a schema of the document has against a value. */
    List<Error> errors(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, node -> registry.getSchema(strict(node)))
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    /** Follows a reference, if it is one. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual() ? document.at(reference.textValue().substring(1)) : node;
    }

    private void verifyUnknown(String what, int status, HttpHeaders headers, Optional<byte[]> body) {
        if (status == 204) {
            // What pages may ask of us is asked by OPTIONS, everywhere.
            return;
        }
        assertTrue(status >= 400, () -> what + " is not in the document");
        verifyContent(what, document.at("/components/responses/BadRequest/content"), headers, body);
    }

    private void verifyHeaders(String what, JsonNode promised, HttpHeaders headers) {
        promised.properties().forEach(promise -> {
            JsonNode header = resolved(promise.getValue());
            Optional<String> value = headers.firstValue(promise.getKey());
            assertTrue(
                    value.isPresent() || !header.path("required").asBoolean(),
                    () -> what + " lacks the header " + promise.getKey());
            value.ifPresent(text -> verify(what + " " + promise.getKey(), header.get("schema"), ofText(text)));
        });
    }

    private static JsonNode ofText(String text) {
        return text.matches("[0-9]{1,9}")
                ? JSON.getNodeFactory().numberNode(Integer.parseInt(text))
                : new TextNode(text);
    }

    private void verifyContent(String what, JsonNode promised, HttpHeaders headers, Optional<byte[]> body) {
        if (promised.isEmpty()) {
            assertTrue(body.map(bytes -> bytes.length).orElse(0) == 0, () -> what + " has a body");
            assertTrue(headers.firstValue("content-type").isEmpty(), () -> what + " says the type of no body");
            return;
        }
        String type = headers.firstValue("content-type").orElse("none").split(";")[0];
        JsonNode media = promised.path(type);
        assertTrue(!media.isMissingNode(), () -> what + " is of type " + type + ", not one of " + promised);
        JsonNode schema = media.path("schema");
        if (type.endsWith("json") && !schema.isMissingNode() && body.isPresent()) {
            verify(what, schema, parsed(what, body.get()));
        }
    }

    private void verify(String what, JsonNode schema, JsonNode value) {
        List<Error> errors = errors(schema, value);
        assertTrue(errors.isEmpty(), () -> "%s: %s%n%s".formatted(what, errors, value));
    }

    private static JsonNode parsed(String what, byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return fail(what + " is not JSON", e);
        }
    }

    /** The same, where objects have no keys but those that are named, and references lead into the document from anywhere. */
    private static JsonNode strict(JsonNode node) {
        JsonNode copy = node.deepCopy();
        makeStrict(copy);
        return copy;
    }

    private static void makeStrict(JsonNode node) {
        if (node instanceof ObjectNode object) {
            JsonNode reference = object.path("$ref");
            if (reference.asText().startsWith("#")) {
                object.put("$ref", ID + reference.textValue());
            }
            boolean isClosed = object.path("type").toString().contains("\"object\"")
                    && object.path("properties").isObject()
                    && object.path("additionalProperties") instanceof MissingNode;
            if (isClosed) {
                object.put("additionalProperties", false);
            }
        }
        node.forEach(ApiContract::makeStrict);
    }
}
