package dev.edgeinfer.http.openapi;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document in itself. */
class OpenApiDocumentTest {

    private final ApiContract contract = ApiContract.current();

    @Test
    void theYamlSaysTheSameAsTheJson() throws Exception {
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(new String(OpenApiDocument.read().yaml(), StandardCharsets.UTF_8));

        assertEquals(contract.document(), new ObjectMapper().readTree(new ObjectMapper().writeValueAsBytes(yaml)));
        assertEquals("3.1.1", contract.document().get("openapi").asText());
        assertTrue(contract.document().at("/info/version").asText().matches("[0-9]+[.].*"));
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
        Set<String> used = new TreeSet<>();
        everyObject(contract.document(), "", (_, node) -> {
            if (node.path("$ref").isTextual()) {
                used.add(node.get("$ref").textValue());
            }
        });
        assertAll(used.stream()
                .map(reference -> () -> assertFalse(
                        contract.document().at(reference.substring(1)).isMissingNode(), reference)));

        Set<String> there = new TreeSet<>();
        contract.document().get("components").properties().forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> there.add("#/components/" + kind.getKey() + "/" + name));
            }
        });
        assertEquals(used, there);
    }

    @Test
    void everyOperationHasANameOfItsOwnATagAndWhatEveryOneMayAnswer() {
        Set<String> names = new HashSet<>();
        Set<String> tags = new HashSet<>();
        contract.document().get("tags").forEach(tag -> tags.add(tag.get("name").asText()));
        assertAll(contract.operations().stream().map(operation -> () -> {
            JsonNode node = operation.node();
            assertTrue(names.add(node.path("operationId").asText()), operation.label());
            assertTrue(tags.contains(node.at("/tags/0").asText()), operation.label());
            assertFalse(node.path("summary").asText().isEmpty(), operation.label());
            for (String status : List.of("400", "401", "421", "429", "500")) {
                assertTrue(node.at("/responses/" + status).isObject(), operation.label() + " " + status);
            }
        }));
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        contract.document().get("paths").properties().forEach(path -> {
            Set<String> inPath = new TreeSet<>();
            Pattern.compile("\\{([^}]+)}")
                    .matcher(path.getKey())
                    .results()
                    .forEach(found -> inPath.add(found.group(1)));
            Set<String> described = new TreeSet<>();
            path.getValue()
                    .path("parameters")
                    .forEach(parameter -> described.add(
                            contract.resolved(parameter).get("name").asText()));
            assertEquals(inPath, described, path.getKey());
        });
    }

    @Test
    void everyExampleIsWhatItsSchemaSays() {
        List<Executable> checks = new ArrayList<>();
        everyObject(contract.document(), "", (where, node) -> {
            if (where.matches(".*/schemas/[^/]+|.*/schema")) {
                node.path("examples").forEach(example -> checks.add(() -> assertFits(where, node, example)));
            }
            JsonNode schema = node.path("schema");
            if (schema.isObject() && node.has("example")) {
                checks.add(() -> assertFits(where, schema, node.get("example")));
            }
            if (schema.isObject() && node.path("examples").isObject()) {
                node.get("examples")
                        .forEach(example -> checks.add(() -> assertFits(where, schema, example.get("value"))));
            }
        });
        assertTrue(checks.size() >= 25, checks.size() + " examples");
        assertAll(checks);
    }

    private void assertFits(String where, JsonNode schema, JsonNode example) {
        assertEquals(List.of(), contract.errors(schema, example), where);
    }

    private static void everyObject(JsonNode node, String where, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject()) {
            visitor.accept(where, node);
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                everyObject(member.getValue(), where + "/" + member.getKey(), visitor);
            }
        } else {
            node.forEach(element -> everyObject(element, where, visitor));
        }
    }
}
