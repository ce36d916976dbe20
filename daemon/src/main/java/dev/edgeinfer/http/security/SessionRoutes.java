package dev.edgeinfer.http.security;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.auth.Caller;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.RequestBody;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/** How people log in and out on the page. */
public final class SessionRoutes {

    private static final String EXAMPLE = "{\"name\": \"anna\", \"password\": \"…\"}";

    private final Gate gate;
    private final Reply reply;

    public SessionRoutes(Gate gate, Reply reply) {
        this.gate = gate;
        this.reply = reply;
    }

    /**
     * What {@code GET /session} answers.
     *
     * @param required whether callers have to log in
     * @param name who calls; null: has not logged in, or need not
     * @param role what that one may; null: nothing
     */
    record Document(boolean required, String name, String role) {}

    public void show(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, document(gate.caller(request)));
    }

    public void logIn(ServerRequest request, ServerResponse response) {
        JsonNode body = RequestBody.object(request, List.of("name", "password"), EXAMPLE);
        Caller caller = gate.logIn(request, response, text(body, "name"), text(body, "password"));
        reply.json(request, response, Status.OK_200, document(Optional.of(caller)));
    }

    public void logOut(ServerRequest request, ServerResponse response) {
        gate.logOut(request, response);
        reply.json(request, response, Status.OK_200, new Document(gate.isLocked(), null, null));
    }

    private Document document(Optional<Caller> caller) {
        return new Document(
                gate.isLocked(),
                caller.filter(c -> gate.isLocked()).map(Caller::name).orElse(null),
                caller.map(c -> Json.word(c.role())).orElse(null));
    }

    private static String text(JsonNode body, String key) {
        JsonNode value = body.path(key);
        if (!value.isTextual()) {
            throw RequestBody.wrong("has no text for \"%s\"".formatted(key), EXAMPLE);
        }
        return value.textValue();
    }
}
