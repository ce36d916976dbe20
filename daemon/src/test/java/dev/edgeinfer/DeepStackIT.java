package dev.edgeinfer;

import static dev.edgeinfer.Forms.field;
import static dev.edgeinfer.Forms.file;
import static dev.edgeinfer.Forms.form;
import static dev.edgeinfer.Forms.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of DeepStack and CodeProject.AI read, asked of a whole daemon with the real model. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DeepStackIT extends DaemonOverHttp {

    private static final byte[] PHOTO = Pictures.file("astronaut.jpg");

    private final ObjectMapper json = new ObjectMapper();

    @BeforeEach
    void start() throws Exception {
        start(COMMON + """
                cameras:
                  demo: { source: "file:%s", target-fps: 1 }
                """.formatted(CLIP));
    }

    @Test
    void predictionsHaveWhatFrigateAndHomeAssistantRead() throws Exception {
        // What requests.post(url, data={"api_key": ""}, files={"image": bytes}) sends.
        byte[] body = form(field("api_key", ""), Forms.part("form-data; name=\"image\"; filename=\"image\"", PHOTO));
        JsonNode answer = post("/v1/vision/detection", Forms.TYPE, body, 200);

        assertTrue(answer.get("success").asBoolean());
        assertEquals(200, answer.get("code").asInt());
        assertEquals(answer.get("predictions").size(), answer.get("count").asInt());
        for (String number : List.of("inferenceMs", "processMs", "analysisRoundTripMs")) {
            assertTrue(answer.get(number).isIntegralNumber(), answer.toString());
        }
        JsonNode person = answer.at("/predictions/0");
        assertEquals("person", person.get("label").asText());
        assertTrue(person.get("confidence").asDouble() > 0.5, answer.toString());
        for (String corner : List.of("x_min", "y_min", "x_max", "y_max")) {
            assertTrue(person.get(corner).isInt(), answer.toString());
        }
        assertTrue(person.get("x_min").asInt() < person.get("x_max").asInt(), answer.toString());
        assertTrue(person.get("y_min").asInt() < person.get("y_max").asInt(), answer.toString());
    }

    @Test
    void theBestPredictionComesFirstSinceFrigateStopsAtTheFirstWeakOne() throws Exception {
        JsonNode answer = post(
                "/v1/vision/detection", Forms.TYPE, form(file("image", PHOTO), field("min_confidence", "0.05")), 200);

        double last = 1;
        for (JsonNode prediction : answer.get("predictions")) {
            assertTrue(prediction.get("confidence").asDouble() <= last, answer.toString());
            last = prediction.get("confidence").asDouble();
        }
        assertTrue(answer.get("count").asInt() > 1, answer.toString());
        assertEquals(
                0,
                post("/v1/vision/detection", Forms.TYPE, form(file("image", PHOTO), field("min_confidence", "1")), 200)
                        .get("count")
                        .asInt());
    }

    @Test
    void theModelMayBeNamedInThePath() throws Exception {
        for (String method : List.of("GET", "POST")) {
            var list = HttpRequest.newBuilder(url.resolve("/v1/vision/custom/list"))
                    .method(method, BodyPublishers.noBody())
                    .build();
            JsonNode models =
                    json.readTree(client.send(list, BodyHandlers.ofString()).body());
            assertEquals(json.readTree("{\"success\": true, \"models\": [\"nanodet-g\"], \"code\": 200}"), models);
        }
        assertEquals(
                "person",
                post("/v1/vision/custom/nanodet-g", Forms.TYPE, form(file("image", PHOTO)), 200)
                        .at("/predictions/0/label")
                        .asText());
        refused(404, "/v1/vision/custom/ipcam-general", Forms.TYPE, form(file("image", PHOTO)));
    }

    @Test
    void failuresAreInTheirForm() throws Exception {
        String path = "/v1/vision/detection";
        refused(415, path, "image/jpeg", PHOTO);
        refused(400, path, Forms.TYPE, form(field("image2", "x")));
        refused(400, path, Forms.TYPE, form(file("image", PHOTO), field("min_confidence", "much")));
        refused(415, path, Forms.TYPE, form(file("image", text("no picture"))));
        refused(422, path, Forms.TYPE, form(file("image", Pictures.cut(PHOTO, 0.5))));
        refused(413, path, Forms.TYPE, form(file("image", Pictures.bomb(40_000, 35_000, 1))));
        refused(400, path, Forms.TYPE, new byte[0]);
    }

    @Test
    void somebodyIsThere() throws Exception {
        assertTrue(get("/v1/status/ping").get("success").asBoolean());
        assertTrue(get("/v1/server/status/ping").get("success").asBoolean());
        assertFalse(get("/v1/status/version").get("version").asText().isEmpty());
    }

    private void refused(int status, String path, String type, byte[] body) throws Exception {
        JsonNode answer = post(path, type, body, status);
        assertFalse(answer.get("success").asBoolean());
        assertFalse(answer.get("error").asText().isEmpty());
        assertEquals(status, answer.get("code").asInt());
    }

    private JsonNode post(String path, String type, byte[] body, int status) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertEquals(status, response.statusCode(), response.body());
        return json.readTree(response.body());
    }
}
