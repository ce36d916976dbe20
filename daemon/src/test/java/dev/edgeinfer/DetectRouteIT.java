package dev.edgeinfer;

import static dev.edgeinfer.Forms.BOUNDARY;
import static dev.edgeinfer.Forms.field;
import static dev.edgeinfer.Forms.file;
import static dev.edgeinfer.Forms.form;
import static dev.edgeinfer.Forms.part;
import static dev.edgeinfer.Forms.text;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Pictures that clients send to a whole daemon with the real model. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DetectRouteIT extends DaemonOverHttp {

    private static final byte[] PHOTO = Pictures.file("astronaut.jpg");
    private static final String JPEG = "image/jpeg";
    private static final String QUIET = """
            cameras:
              demo: { source: "file:%s", target-fps: 1 }
            """.formatted(CLIP);

    private final ObjectMapper json = new ObjectMapper();

    /** A request and what it is answered with. */
    private record Case(String name, String query, String type, byte[] body, int status, String problem) {}

    @BeforeEach
    void start() throws IOException {
        start(COMMON + QUIET);
    }

    @Test
    void aPictureIsAnsweredWithWhatIsInIt() throws Exception {
        var response = post("/detect", JPEG, PHOTO);

        JsonNode document = json.readTree(response.body());
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElseThrow());
        JsonNode person = document.at("/detections/0");
        assertEquals("person", person.get("label").asText());
        assertEquals(json.readTree("[]"), person.get("zones"));
        assertTrue(person.get("track").isNull());
        assertTrue(person.get("score").asDouble() > 0.5, document.toString());
        assertEquals(json.readTree("{\"name\": \"nanodet-g\", \"version\": \"1.0.0\"}"), document.get("model"));
        List<String> steps =
                List.of("readMs", "decodeMs", "waitMs", "preprocessMs", "inferenceMs", "postprocessMs", "totalMs");
        for (String step : steps) {
            assertTrue(document.get("timing").get(step).asDouble() >= 0, document.toString());
        }
    }

    @Test
    void everyKindOfPictureIsSeen() {
        record Kind(String name, byte[] picture) {}
        List<Kind> kinds = List.of(
                new Kind("PNG", Pictures.astronaut(".png", photo -> photo.clone())),
                new Kind("WebP", Pictures.astronaut(".webp", photo -> photo.clone())),
                new Kind("grey JPEG", Pictures.astronaut(".jpg", Pictures::grey)),
                new Kind("grey PNG", Pictures.astronaut(".png", Pictures::grey)),
                new Kind("PNG with alpha", Pictures.astronaut(".png", Pictures::withAlpha)),
                new Kind("WebP with alpha", Pictures.astronaut(".webp", Pictures::withAlpha)),
                new Kind("PNG of 16 bits", Pictures.astronaut(".png", Pictures::sixteenBits)),
                new Kind("CMYK", Pictures.odd("astronaut-cmyk.jpg")),
                new Kind("animation", Pictures.odd("astronaut-animated.webp")),
                new Kind("with something behind it", Pictures.join(PHOTO, text("\0\0\0and more"))));
        assertAll(kinds.stream().map(kind -> (Executable) () -> {
            var response = post("/detect", "application/octet-stream", kind.picture());

            assertEquals(200, response.statusCode(), kind.name() + ": " + response.body());
            JsonNode best = json.readTree(response.body()).at("/detections/0");
            assertEquals("person", best.path("label").asText(), kind.name() + ": " + response.body());
        }));
    }

    @Test
    void aPictureThatLiesOnItsSideIsTurnedAsItsExifDataSays() throws Exception {
        byte[] lying = Pictures.astronaut(".jpg", Pictures::turnedLeft);
        JsonNode upright = document(PHOTO);

        JsonNode turned = document(Pictures.oriented(lying, 6));

        assertEquals(upright.get("frame"), turned.get("frame"));
        for (String side : List.of("x", "y", "width", "height")) {
            assertEquals(
                    upright.at("/detections/0/box").get(side).asDouble(),
                    turned.at("/detections/0/box").get(side).asDouble(),
                    0.1 * upright.at("/frame/width").asInt(),
                    turned.toString());
        }
    }

    @Test
    void theLeastScoreOfARequestCountsInThePlaceOfTheModels() throws Exception {
        int usual = detections("");
        int many = detections("?min-score=5e-2");
        int none = detections("?min-score=1");

        assertTrue(many > usual, many + " > " + usual);
        assertEquals(0, none);
        assertEquals(usual, detections("?model=nanodet-g"));
    }

    @Test
    void formsMayHaveMoreThanThePicture() throws Exception {
        byte[] body = form(
                field("comment", "--not a boundary\r\n"),
                // In Latin-1 as in UTF-8 what ends a line elsewhere is part of a name.
                field("a\u00c2\u0085b", "next line"),
                file("image", PHOTO),
                field("after", ""));
        var response = post("/detect", Forms.TYPE, body);

        assertEquals(200, response.statusCode(), response.body());
        var quoted = post("/detect", "Multipart/Form-Data; charset=utf-8; boundary=\"" + BOUNDARY + "\"", body);
        assertEquals(200, quoted.statusCode(), quoted.body());
        assertEquals(
                200, post("/detect", Forms.TYPE, form(file("upload", PHOTO))).statusCode(), "the only file");
    }

    @Test
    void whatIsNoPictureIsRefusedWithAReason() {
        List<Case> cases = new ArrayList<>();
        byte[] png = Pictures.astronaut(".png", photo -> photo.clone());
        byte[] webp = Pictures.astronaut(".webp", photo -> photo.clone());
        cases.add(new Case("empty", "", JPEG, new byte[0], 400, "bad-body"));
        cases.add(new Case("one byte", "", JPEG, new byte[1], 415, "not-a-picture"));
        cases.add(new Case("text", "", JPEG, text("this is no picture at all"), 415, "not-a-picture"));
        cases.add(new Case("GIF", "", "image/gif", text("GIF89a\1\0\1\0\0\0\0;trailing bytes"), 415, "not-a-picture"));
        cases.add(new Case("BMP", "", "image/bmp", Pictures.plain(".bmp", 8, 8), 415, "not-a-picture"));
        cases.add(new Case("TIFF", "", "image/tiff", Pictures.plain(".tiff", 8, 8), 415, "not-a-picture"));
        cases.add(new Case("zeros", "", JPEG, new byte[100_000], 415, "not-a-picture"));
        cases.add(new Case("JSON", "", "application/json", text("{\"image\": \"/9j/\"}"), 415, "wrong-media-type"));
        cases.add(new Case("URL form", "", "application/x-www-form-urlencoded", PHOTO, 415, "wrong-media-type"));
        cases.add(new Case("text type", "", "text/plain", PHOTO, 415, "wrong-media-type"));
        cases.add(new Case("multipart/mixed", "", "multipart/mixed; boundary=x", PHOTO, 415, "wrong-media-type"));
        cases.add(new Case("only the magic of JPEG", "", JPEG, magic(0xff, 0xd8, 0xff, 0xe0), 422, "broken-picture"));
        cases.add(new Case("only the magic of PNG", "", JPEG, magic(0x89, 'P', 'N', 'G'), 422, "broken-picture"));
        for (double part : new double[] {0.01, 0.3, 0.9, 0.999}) {
            cases.add(new Case("JPEG cut at " + part, "", JPEG, Pictures.cut(PHOTO, part), 422, "broken-picture"));
            cases.add(new Case("PNG cut at " + part, "", JPEG, Pictures.cut(png, part), 422, "broken-picture"));
            cases.add(new Case("WebP cut at " + part, "", JPEG, Pictures.cut(webp, part), 422, "broken-picture"));
        }
        cases.add(new Case("bomb", "", "image/png", Pictures.bomb(40_000, 35_000, 400), 413, "picture-too-large"));
        cases.add(new Case("widest PNG", "", "", sized(png, Integer.MAX_VALUE, 1), 413, "picture-too-large"));
        cases.add(new Case("negative PNG", "", "", sized(png, -5, 7), 422, "broken-picture"));
        cases.add(new Case("PNG without width", "", "", sized(png, 0, 7), 422, "broken-picture"));
        cases.add(new Case("too few rows", "", "", Pictures.bomb(4000, 4000, 10), 422, "broken-picture"));
        cases.add(new Case("PNG of another size", "", "", sized(png, 4000, 4000), 422, "broken-picture"));
        cases.add(new Case(
                "PNG chunk without end",
                "",
                "",
                Pictures.patched(png, 33, -1, ByteOrder.BIG_ENDIAN),
                422,
                "broken-picture"));
        cases.add(new Case(
                "WebP longer than it is",
                "",
                "",
                Pictures.patched(webp, 4, -1, ByteOrder.LITTLE_ENDIAN),
                422,
                "broken-picture"));
        cases.add(new Case("WebP of nothing", "", "", Arrays.copyOf(webp, 16), 422, "broken-picture"));
        cases.add(new Case("larger than it may be", "", JPEG, new byte[(20 << 20) + 1], 413, "body-too-large"));
        cases.add(new Case("min-score of 2", "?min-score=2", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("negative min-score", "?min-score=-0.5", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("min-score in words", "?min-score=high", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("min-score that is none", "?min-score=NaN", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("only an exponent", "?min-score=e5", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("endless min-score", "?min-score=1e999", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("empty min-score", "?min-score=", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("two of them", "?min-score=0.1&min-score=0.2", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("unknown parameter", "?minscore=0.1", JPEG, PHOTO, 400, "bad-parameter"));
        cases.add(new Case("unknown model", "?model=yolox", JPEG, PHOTO, 404, "unknown-model"));
        cases.add(new Case("a path for a model", "?model=..%2F..%2Fetc", JPEG, PHOTO, 404, "unknown-model"));
        cases.add(formCase("no boundary", "multipart/form-data", form(file("image", PHOTO))));
        cases.add(formCase("another boundary", "multipart/form-data; boundary=x", form(file("image", PHOTO))));
        cases.add(formCase("empty boundary", "multipart/form-data; boundary=", form(file("image", PHOTO))));
        cases.add(formCase("not a form", Forms.TYPE, PHOTO));
        cases.add(formCase("form of nothing", Forms.TYPE, form()));
        cases.add(formCase("no picture in it", Forms.TYPE, form(field("min-score", "0.5"))));
        cases.add(formCase("empty picture", Forms.TYPE, form(file("image", new byte[0]))));
        cases.add(formCase("two other files", Forms.TYPE, form(file("a", PHOTO), file("b", PHOTO))));
        cases.add(formCase("no name", Forms.TYPE, form(part("form-data", PHOTO))));
        cases.add(formCase("an attachment", Forms.TYPE, form(part("attachment; name=\"image\"", PHOTO))));
        cases.add(formCase("cut off", Forms.TYPE, Pictures.cut(form(file("image", PHOTO)), 0.5)));
        cases.add(formCase("without its end", Forms.TYPE, file("image", PHOTO)));
        cases.add(formCase(
                "endless headers", Forms.TYPE, form(part("form-data; name=\"image\"; x=" + "y".repeat(9000), PHOTO))));
        cases.add(formCase("many parts", Forms.TYPE, form(repeated(field("x", "y"), 100))));
        cases.add(formCase("dirt behind the boundary", Forms.TYPE, text("--" + BOUNDARY + "dirt\r\n\r\n")));
        cases.add(formCase("no headers", Forms.TYPE, text("--" + BOUNDARY + "\r\n\r\nx\r\n--" + BOUNDARY + "--")));
        cases.add(new Case(
                "text in the form",
                "",
                Forms.TYPE,
                form(file("image", text("no picture at all"))),
                415,
                "not-a-picture"));

        assertTrue(cases.size() >= 40, "cases: " + cases.size());
        assertAll(cases.stream().map(each -> (Executable) () -> {
            var response = post("/detect" + each.query(), each.type(), each.body());
            JsonNode problem = json.readTree(response.body());
            assertEquals(each.status(), response.statusCode(), each.name() + ": " + response.body());
            assertEquals(
                    "urn:edge-infer:problem:" + each.problem(),
                    problem.path("type").asText(),
                    each.name());
        }));
        assertAll(() -> assertEquals(200, post("/detect", JPEG, PHOTO).statusCode()));
    }

    @Test
    void smallestAndThinnestPicturesAreNoTrouble() throws Exception {
        for (int[] size : new int[][] {{1, 1}, {4000, 1}, {1, 4000}, {2, 3}, {7000, 7000}}) {
            var response = post("/detect", "image/png", Pictures.plain(".png", size[0], size[1]));

            assertEquals(200, response.statusCode(), Arrays.toString(size) + response.body());
        }
    }

    @Test
    void chunkedBodiesHaveTheSameLimits() throws Exception {
        assertEquals(200, chunked(PHOTO).statusCode());
        HttpResponse<String> large = chunked(new byte[21 << 20]);
        assertEquals(413, large.statusCode(), large.body());
        assertEquals(200, chunked(PHOTO).statusCode());
    }

    @Test
    void aClientThatAsksFirstIsToldBeforeItSendsTooMuch() throws Exception {
        String answer = raw("POST /detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
                + "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    }

    @Test
    void otherMethodsAndForeignPagesAreRefused() throws Exception {
        assertEquals(405, status("/detect"));
        var request = HttpRequest.newBuilder(url.resolve("/detect"))
                .header("Content-Type", JPEG)
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofByteArray(PHOTO))
                .build();

        assertEquals(403, client.send(request, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void whoIsRefusedDuringALargeUploadSeesWhy() throws Exception {
        var request = HttpRequest.newBuilder(url.resolve("/detect"))
                .header("Content-Type", JPEG)
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofByteArray(new byte[4 << 20]))
                .build();

        for (int i = 0; i < 20; i++) {
            assertEquals(403, client.send(request, BodyHandlers.ofString()).statusCode());
        }
    }

    @Test
    void whoIsRefusedAndSendsNothingIsToldAllTheSame() throws Exception {
        String answer = raw("POST /detect HTTP/1.1\r\nHost: evil.example\r\nContent-Type: image/jpeg\r\n"
                + "Content-Length: 100\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
    }

    private static Case formCase(String name, String type, byte[] body) {
        return new Case("form: " + name, "", type, body, 400, "bad-body");
    }

    private static byte[] magic(int... first) {
        byte[] bytes = new byte[64];
        for (int i = 0; i < first.length; i++) {
            bytes[i] = (byte) first[i];
        }
        return bytes;
    }

    private static byte[] sized(byte[] png, int width, int height) {
        return Pictures.patched(
                Pictures.patched(png, 16, width, ByteOrder.BIG_ENDIAN), 20, height, ByteOrder.BIG_ENDIAN);
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[][] parts = new byte[times][];
        Arrays.fill(parts, part);
        return Pictures.join(parts);
    }

    private int detections(String query) throws Exception {
        var response = post("/detect" + query, JPEG, PHOTO);
        return json.readTree(response.body()).get("detections").size();
    }

    private JsonNode document(byte[] picture) throws Exception {
        return json.readTree(post("/detect", JPEG, picture).body());
    }

    private HttpResponse<String> chunked(byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve("/detect"))
                .header("Content-Type", JPEG)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path)).POST(BodyPublishers.ofByteArray(body));
        Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("Content-Type", type);
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }
}
