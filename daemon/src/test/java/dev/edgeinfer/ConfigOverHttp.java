package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A daemon whose configuration is read and changed over HTTP. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class ConfigOverHttp extends DaemonOverHttp {

    static final String YAML = "application/yaml";
    static final String JSON = "application/json";

    static final String TEXT = """
            # What this board does.
            http: { port: 0 }   # any
            model: { threads: 1 }
            gpio: { provider: simulated }
            cameras:
              # At the front door.
              front:
                source: "file:%s"
                password: hunter2secret
                user: anna
                zones:
                  # Where people stand.
                  door: [[0.1, 0.6], [0.9, 0.6], [0.9, 1.0]]   # measured
            webhooks:
              shop: { url: "https://127.0.0.1:1/hook/abc?key=def", headers: { Authorization: Bearer abcdef } }
            """.formatted(CLIP).replace("    password: hunter2secret\n    user: anna\n", "");

    final ObjectMapper json = new ObjectMapper();

    @BeforeEach
    void startWithAFile() throws IOException {
        Files.writeString(file(), TEXT);
        daemon = new Daemon(
                Setups.of(file(), Secrets.of(Map.of()), loaded -> Setup.of(loaded, Path.of("../models"))),
                new Host(ServiceNotifier.of(Map.of(), 1), Log.ofProcess(), Optional.empty()),
                FrameSources::open);
        url = daemon.start();
    }

    String etag() throws Exception {
        return get("/config", JSON).headers().firstValue("ETag").orElseThrow();
    }

    HttpResponse<String> get(String path, String accepted) throws Exception {
        return send("GET", path, "", Map.of("Accept", accepted));
    }

    HttpResponse<String> put(String type, String etag, String body) throws Exception {
        return send("PUT", "/config", body, Map.of("Content-Type", type, "If-Match", etag));
    }

    HttpResponse<String> send(String method, String path, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    void assertProblem(int status, String type, HttpResponse<String> answer) throws IOException {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "urn:edge-infer:problem:" + type,
                json.readTree(answer.body()).get("type").asText());
    }

    Path file() {
        return directory.resolve("edge-infer.yaml");
    }

    void dropIn(String name, String text) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("edge-infer.d"));
        Files.writeString(folder.resolve(name), text);
    }

    Set<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            var names = new TreeSet<String>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }
}
