package dev.edgeinfer.http.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.event.LineOverride;
import dev.edgeinfer.gpio.LineStatus;
import dev.edgeinfer.http.exchange.CallerName;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.RequestBody;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.state.GpioDocument;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the API does with one GPIO line: shows it, holds it by hand, gives it back. */
public final class GpioRoutes {

    /** Names of lines may have a slash: {@code gpiochip0/17}. */
    public static final String PATH = "/gpio/{+line}";

    private static final String VALUE = "value";
    private static final String TIMEOUT = "timeoutMs";
    private static final String OVERRIDE = "override";
    private static final List<String> KEYS = List.of(VALUE, TIMEOUT, OVERRIDE);
    private static final String EXAMPLE =
            "{\"value\": 1}, {\"value\": 1, \"timeoutMs\": 60000} or {\"override\": null}";

    private final Supplier<ApiSources> sources;
    private final Reply reply;

    public GpioRoutes(Supplier<ApiSources> sources, Reply reply) {
        this.sources = sources;
        this.reply = reply;
    }

    public void show(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, line(request));
    }

    public void put(ServerRequest request, ServerResponse response) {
        GpioDocument.Line line = line(request);
        JsonNode body = RequestBody.object(request, KEYS, EXAMPLE);
        if (body.has(OVERRIDE)) {
            verifyRelease(body);
            sources.get().release(output(line).line(), CallerName.of(request));
        } else {
            hold(line, active(body), timeout(body), CallerName.of(request));
        }
        show(request, response);
    }

    public void release(ServerRequest request, ServerResponse response) {
        sources.get().release(output(line(request)).line(), CallerName.of(request));
        show(request, response);
    }

    private void hold(GpioDocument.Line line, boolean active, Optional<Duration> timeout, String by) {
        if (!isInput(line)) {
            sources.get().override(line.line(), active, timeout, by);
        } else if (!line.provider().equals("simulated")) {
            throw new ProblemException(
                    ProblemType.INPUT_LINE,
                    "Line \"%s\" is an input of a real chip and has the state of what is wired to it"
                            .formatted(line.line()));
        } else if (timeout.isPresent()) {
            throw new ProblemException(
                    ProblemType.INPUT_LINE,
                    "Line \"%s\" is a simulated input, which stays as it is set; send {\"value\": 1} without a timeout"
                            .formatted(line.line()));
        } else {
            sources.get().simulate(line.line(), active);
        }
    }

    private GpioDocument.Line line(ServerRequest request) {
        String name = request.path().pathParameters().get("line");
        List<GpioDocument.Line> lines = sources.get().gpio().lines();
        return lines.stream()
                .filter(line -> line.line().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names =
                            lines.stream().map(GpioDocument.Line::line).toList();
                    return new ProblemException(
                            ProblemType.UNKNOWN_LINE,
                            "No GPIO line is called \"%s\"; there are: %s".formatted(name, String.join(", ", names)),
                            Map.of("lines", names));
                });
    }

    private static GpioDocument.Line output(GpioDocument.Line line) {
        if (isInput(line)) {
            throw new ProblemException(
                    ProblemType.INPUT_LINE,
                    "Line \"%s\" is an input, which no rule drives and nobody can give back".formatted(line.line()));
        }
        return line;
    }

    private static boolean isInput(GpioDocument.Line line) {
        return line.direction().equals(LineStatus.INPUT);
    }

    private static void verifyRelease(JsonNode body) {
        if (!body.get(OVERRIDE).isNull()) {
            throw RequestBody.wrong("has an \"override\" that is not null", EXAMPLE);
        }
        if (body.size() > 1) {
            throw RequestBody.wrong("asks to hold the line and to give it back", EXAMPLE);
        }
    }

    private static boolean active(JsonNode body) {
        JsonNode value = body.path(VALUE);
        if (value.isMissingNode()) {
            throw RequestBody.wrong("has no \"value\"", EXAMPLE);
        }
        // 1.0 is the same number: some clients know no others.
        if (!value.isNumber() || value.doubleValue() != 0 && value.doubleValue() != 1) {
            throw RequestBody.wrong("has a \"value\" that is neither 0 (inactive) nor 1 (active)", EXAMPLE);
        }
        return value.doubleValue() == 1;
    }

    private static Optional<Duration> timeout(JsonNode body) {
        JsonNode timeout = body.path(TIMEOUT);
        if (timeout.isMissingNode() || timeout.isNull()) {
            return Optional.empty();
        }
        long shortest = LineOverride.SHORTEST.toMillis();
        long longest = LineOverride.LONGEST.toMillis();
        boolean fits = timeout.isNumber()
                && timeout.doubleValue() == Math.rint(timeout.doubleValue())
                && timeout.doubleValue() >= shortest
                && timeout.doubleValue() <= longest;
        if (!fits) {
            throw RequestBody.wrong(
                    "has a \"timeoutMs\" that is no integer of %d to %d".formatted(shortest, longest), EXAMPLE);
        }
        return Optional.of(Duration.ofMillis(timeout.longValue()));
    }
}
