package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.model.LoadedModel;
import dev.edgeinfer.model.ModelLoader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The open inference protocol, spoken to a whole daemon with the real model: by hand, and by NVIDIA's public client. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KServeIT extends DaemonOverHttp {

    private static final int ELEMENTS = 3 * 416 * 416;
    private static final int BYTES = Float.BYTES * ELEMENTS;
    private static final String INFER = "/v2/models/nanodet-g/infer";

    private final ObjectMapper json = new ObjectMapper();

    /** A request that is wrong, and what the answer says of it. */
    private record Case(String name, String header, byte[] tensor, String said) {}

    @BeforeEach
    void start() throws Exception {
        start(COMMON + """
                cameras:
                  demo: { source: "file:%s", target-fps: 2 }
                """.formatted(CLIP));
    }

    @Test
    void theClientOfTritonWorksUnchangedAndGetsTheBitsThatTheModelGives() throws Exception {
        PythonPeer peer = PythonPeer.make("triton");
        byte[] tensor = tensor();
        Path source = Files.write(directory.resolve("input"), tensor);
        Path target = directory.resolve("output");

        peer.run(url.getAuthority(), source.toString(), target.toString());

        assertEquals(0, Files.size(target) % Float.BYTES);
        assertArrayEquals(expected(tensor), Files.readAllBytes(target));
        // What clients put into the model's input does not stay there for the cameras.
        JsonNode seen =
                json.readTree(post("/detect", Pictures.file("astronaut.jpg")).body());
        assertEquals("person", seen.at("/detections/0/label").asText());
    }

    @Test
    void theModelSaysWhatItTakesAndGives() throws Exception {
        JsonNode model = get("/v2/models/nanodet-g");

        assertEquals("[\"1.0.0\"]", model.get("versions").toString());
        assertEquals(
                json.readTree("[{\"name\": \"input\", \"datatype\": \"FP32\", \"shape\": [1, 3, 416, 416]}]"),
                model.get("inputs"));
        assertEquals("output_0", model.at("/outputs/0/name").asText());
        assertEquals(model, get("/v2/models/nanodet-g/versions/1.0.0"));
        assertEquals(404, status("/v2/models/nanodet-g/versions/2"));
        assertEquals(404, status("/v2/models/other/ready"));
        assertEquals(405, status(INFER));
        assertTrue(get("/v2").get("version").isTextual());
        assertTrue(get("/v2/health/live").get("live").asBoolean());
        assertTrue(get("/v2/health/ready").get("ready").asBoolean());
    }

    @Test
    void whatTheModelDoesNotTakeIsRefusedInTheFormOfTheProtocol() {
        byte[] whole = new byte[BYTES];
        String fits = "\"name\": \"input\", \"datatype\": \"FP32\", \"shape\": [1, 3, 416, 416]";
        String size = ", \"parameters\": {\"binary_data_size\": " + BYTES + "}";
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("not JSON", "{\"inputs\": [", new byte[0], "not JSON"));
        cases.add(new Case("not an object", "[1, 2]", new byte[0], "not a JSON object"));
        cases.add(new Case("no inputs", "{}", new byte[0], "has no inputs"));
        cases.add(new Case("empty inputs", "{\"inputs\": []}", new byte[0], "has no inputs"));
        cases.add(new Case("inputs in words", "{\"inputs\": \"all\"}", new byte[0], "'inputs' must be an array"));
        cases.add(new Case("input of a number", "{\"inputs\": [7]}", new byte[0], "an input must be an object"));
        cases.add(input("another name", fits.replace("\"input\"", "\"images\"") + size, whole, "no input 'images'"));
        cases.add(input("no name", "\"datatype\": \"FP32\"" + size, whole, "no 'name'"));
        cases.add(input("another type", fits.replace("FP32", "INT8") + size, whole, "datatype FP32, not INT8"));
        cases.add(input("no type", "\"name\": \"input\"" + size, whole, "datatype FP32"));
        cases.add(input("another shape", fits.replace("[1,", "[2,") + size, whole, "of shape [1, 3, 416, 416]"));
        cases.add(input("negative shape", fits.replace("[1,", "[-1,") + size, whole, "of shape"));
        cases.add(input("flat shape", fits.replace("[1, 3, 416, 416]", "[519168]") + size, whole, "of shape"));
        cases.add(input("shape in words", fits.replace("[1, 3", "[\"1\", 3") + size, whole, "integers"));
        cases.add(input("endless shape", fits.replace("[1,", "[" + "1, ".repeat(50)) + size, whole, "integers"));
        cases.add(input("huge shape", fits.replace("[1,", "[99999999999999999999,") + size, whole, "JSON"));
        cases.add(input("no data", fits, new byte[0], "neither 'data' nor"));
        cases.add(input("too few bytes", fits + size, new byte[BYTES - 1], "takes 2076672 bytes"));
        cases.add(input("too many bytes", fits + size, new byte[BYTES + 1], "takes 2076672 bytes"));
        cases.add(input("another size", fits + size.replace(BYTES + "", "12"), new byte[12], "takes 2076672 bytes"));
        cases.add(input("negative size", fits + size.replace(BYTES + "", "-4"), whole, "number of bytes"));
        cases.add(input("both", fits + size + ", \"data\": [" + zeros(ELEMENTS) + "]", whole, "has both"));
        cases.add(input("no numbers", fits + ", \"data\": [\"a\"]", new byte[0], "array of numbers"));
        cases.add(input("null", fits + ", \"data\": [null]", new byte[0], "array of numbers"));
        cases.add(input("not an array", fits + ", \"data\": 7", new byte[0], "'data' must be an array"));
        cases.add(input("too few numbers", fits + ", \"data\": [1, 2]", new byte[0], "has 2 elements"));
        cases.add(input("too many", fits + ", \"data\": [" + zeros(ELEMENTS + 1) + "]", new byte[0], "more than"));
        cases.add(input("too deep", fits + ", \"data\": " + "[".repeat(2000), new byte[0], "array of numbers"));
        cases.add(input(
                "shared memory", fits + size.replace("{", "{\"shared_memory_region\": \"x\", "), whole, "extension"));
        String one = "{" + fits + size + "}";
        cases.add(new Case("two inputs", "{\"inputs\": [" + one + "," + one + "]}", whole, "takes one input"));
        cases.add(outputs(one, "[{\"name\": \"boxes\"}]", "no output 'boxes'"));
        cases.add(outputs(one, "[{\"name\": \"output_0\"}, {\"name\": \"output_0\"}]", "asked for twice"));
        cases.add(outputs(one, "[7]", "an output must be an object"));
        cases.add(outputs(one, "[{\"name\": \"output_0\", \"parameters\": {\"classification\": 3}}]", "extension"));
        cases.add(outputs(one, "[{\"name\": \"output_0\", \"parameters\": {\"binary_data\": 1}}]", "true or false"));
        cases.add(new Case("id of a number", "{\"id\": 7}", new byte[0], "'id' must be a string"));
        cases.add(new Case("two documents", "{\"inputs\": [" + one + "]} {}", whole, "behind the JSON"));

        assertAll(cases.stream().map(each -> (Executable) () -> {
            var response = infer(each.header(), each.tensor(), each.header().length() + "");
            assertEquals(400, response.statusCode(), each.name());
            String error = json.readTree(response.body()).get("error").asText();
            assertTrue(error.contains(each.said()), each.name() + ": " + error);
        }));
        assertAll(
                () -> assertEquals(400, infer("{}", new byte[0], "7").statusCode(), "a longer head than body"),
                () -> assertEquals(400, infer("{}", new byte[0], "-1").statusCode(), "a negative length"),
                () -> assertEquals(400, infer("{}", new byte[0], "many").statusCode(), "a length in words"),
                () -> assertEquals(413, post(INFER, new byte[60 << 20]).statusCode(), "a large body"),
                () -> assertEquals(400, post(INFER, new byte[0]).statusCode(), "an empty body"),
                () -> assertEquals(
                        200, infer("{\"inputs\": [" + one + "]}", whole, null).statusCode()));
        assertAll(() -> {
            JsonNode counts = get("/v2/models/stats").at("/model_stats/0/inference_stats");
            assertEquals(1, counts.at("/success/count").asInt());
            assertTrue(counts.at("/fail/count").asInt() >= cases.size(), counts.toString());
        });
    }

    private static Case input(String name, String members, byte[] tensor, String said) {
        return new Case(name, "{\"inputs\": [{" + members + "}]}", tensor, said);
    }

    private static Case outputs(String input, String outputs, String said) {
        return new Case(outputs, "{\"inputs\": [" + input + "], \"outputs\": " + outputs + "}", new byte[BYTES], said);
    }

    private static String zeros(int count) {
        return String.join(",", Collections.nCopies(count, "0"));
    }

    /** Values as a picture has them. */
    private static byte[] tensor() {
        ByteBuffer tensor = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        Random random = new Random(8);
        while (tensor.hasRemaining()) {
            tensor.putFloat(random.nextFloat(-2, 2));
        }
        return tensor.array();
    }

    /** What the same program makes of it without the daemon. */
    private static byte[] expected(byte[] tensor) {
        try (LoadedModel model = ModelLoader.load(model(), 1)) {
            model.input(0).put(0, tensor);
            model.run();
            return Pictures.join(model.outputs().stream()
                    .map(output -> MemorySegment.ofBuffer(output.floats()).toArray(ValueLayout.JAVA_BYTE))
                    .toArray(byte[][]::new));
        }
    }

    /** @param length of the head; null: the right one */
    private HttpResponse<String> infer(String head, byte[] tensor, String length) throws Exception {
        byte[] body = Pictures.join(Forms.text(head), tensor);
        var request = HttpRequest.newBuilder(url.resolve(INFER))
                .header("Inference-Header-Content-Length", length == null ? head.length() + "" : length)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertFalse(response.body().isEmpty());
        return response;
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
