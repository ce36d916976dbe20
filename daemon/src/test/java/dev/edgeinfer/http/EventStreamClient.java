package dev.edgeinfer.http;

import dev.edgeinfer.http.openapi.ApiContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads Server-Sent Events as a browser does; each must be what the OpenAPI document says. */
final class EventStreamClient implements AutoCloseable {

    private final HttpResponse<java.io.InputStream> response;
    private final BufferedReader lines;

    /** One event; an id that is not sent stays what it was. */
    record Event(String id, String type, String data) {}

    private String id;

    private EventStreamClient(HttpResponse<java.io.InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    static EventStreamClient open(HttpClient client, URI uri, Optional<String> lastId) throws Exception {
        var request = HttpRequest.newBuilder(uri);
        lastId.ifPresent(id -> request.header("Last-Event-ID", id));
        return new EventStreamClient(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The next event; null: the stream has ended as it should. */
    Event next() throws IOException {
        String type = "message";
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (data != null) {
                    ApiContract.current().verifyEvent(type, data);
                    return new Event(id, type, data);
                }
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        return null;
    }

    /** The next event of a type. */
    Event next(String type) throws IOException {
        while (true) {
            Event event = next();
            if (event == null || event.type().equals(type)) {
                return event;
            }
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
