package dev.edgeinfer.http.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.system.BuildInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/**
 * The description of the API as OpenAPI 3.1, put together from one file for each topic: the head, then paths and components of
 * the others in their order. An operation gets the responses that {@code problems.yaml} has for every one, but for those of a
 * status that it has itself.
 */
public final class OpenApiDocument {

    /** The files; what is not here is in no document. */
    private static final List<String> PARTS = List.of(
            "openapi",
            "detections",
            "cameras",
            "events",
            "gpio",
            "rules",
            "models",
            "detect",
            "deepstack",
            "kserve",
            "configuration",
            "board",
            "page",
            "session",
            "values",
            "problems");

    private static final String EVERY_OPERATION = "x-every-operation";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final Map<String, Object> document;

    private OpenApiDocument(Map<String, Object> document) {
        this.document = document;
    }

    /** Reads the files; takes some tens of milliseconds. */
    public static OpenApiDocument read() {
        Map<String, Object> whole = new LinkedHashMap<>();
        PARTS.forEach(part -> merge(whole, load(part), part));
        object(whole.get("info")).put("version", BuildInfo.read().version());
        complete(whole);
        return new OpenApiDocument(whole);
    }

    public byte[] yaml() {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(120);
        // What several operations have in common is written out: not every reader of YAML knows anchors.
        options.setDereferenceAliases(true);
        return new Yaml(new Representer(options), options).dump(document).getBytes(StandardCharsets.UTF_8);
    }

    public byte[] json() {
        try {
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the OpenAPI document cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> load(String part) {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(part + ".yaml")) {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return object(new Yaml(new SafeConstructor(options)).load(in));
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of edge-infer cannot be read", e);
        }
    }

    /** Adds what a part has; objects that both have become one. */
    private static void merge(Map<String, Object> whole, Map<String, Object> part, String source) {
        part.forEach((key, value) -> {
            Object known = whole.putIfAbsent(key, value);
            if (known instanceof Map && value instanceof Map) {
                merge(object(known), object(value), source);
            } else if (known != null) {
                throw new IllegalStateException("%s.yaml has \"%s\" again".formatted(source, key));
            }
        });
    }

    private static void complete(Map<String, Object> whole) {
        Map<String, Object> common = object(whole.remove(EVERY_OPERATION));
        for (Object path : object(whole.get("paths")).values()) {
            object(path).forEach((method, operation) -> {
                if (METHODS.contains(method)) {
                    Map<String, Object> responses =
                            new LinkedHashMap<>(object(object(operation).get("responses")));
                    common.forEach(responses::putIfAbsent);
                    object(operation).put("responses", responses);
                }
            });
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
