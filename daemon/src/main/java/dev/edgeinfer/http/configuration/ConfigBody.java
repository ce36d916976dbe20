package dev.edgeinfer.http.configuration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.RequestBody;
import dev.edgeinfer.yaml.TextFile;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The bodies by which clients say what the configuration is to be. */
final class ConfigBody {

    static final List<String> YAML = List.of("application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml");
    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    /** As deep as YAML may be. */
    private static final int DEEPEST = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private ConfigBody() {}

    /** The kind of the body, without its parameters. @throws ProblemException when it is none of these */
    static String type(ServerRequest request, List<String> known) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!known.contains(media)) {
            throw new ProblemException(
                    ProblemType.WRONG_MEDIA_TYPE,
                    "The body is \"%s\"; say by Content-Type which of these it is: %s"
                            .formatted(media, String.join(", ", known)),
                    Map.of("mediaTypes", known));
        }
        return media;
    }

    /** @throws ProblemException when it is empty or too large */
    static byte[] bytes(ServerRequest request) {
        byte[] bytes = RequestBody.bytes(request, TextFile.MAX_BYTES);
        if (bytes.length == 0) {
            throw new ProblemException(ProblemType.BAD_BODY, "The body is empty");
        }
        return bytes;
    }

    /** Maps, lists, texts, {@link java.math.BigDecimal}, truth values and null. @throws ProblemException when it is no JSON object */
    static Map<String, Object> object(ServerRequest request) {
        byte[] bytes = bytes(request);
        try {
            JsonNode root = MAPPER.readTree(utf8(bytes));
            if (root instanceof ObjectNode object) {
                return map(object);
            }
            throw new ProblemException(ProblemType.BAD_BODY, "The body is not a JSON object");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line %d, column %d)"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new ProblemException(ProblemType.BAD_BODY, "The body is not JSON: " + e.getOriginalMessage() + where);
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.BAD_BODY, "The body is not UTF-8");
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot be read", e);
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static Map<String, Object> map(ObjectNode object) {
        var map = new LinkedHashMap<String, Object>();
        object.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
        return map;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> map((ObjectNode) node);
            case ARRAY -> {
                var list = new ArrayList<Object>();
                ((ArrayNode) node).forEach(item -> list.add(value(item)));
                yield list;
            }
            case NUMBER -> node.decimalValue();
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case NULL -> null;
            case BINARY, MISSING, POJO -> throw new IllegalStateException("no JSON text has a " + node.getNodeType());
        };
    }
}
