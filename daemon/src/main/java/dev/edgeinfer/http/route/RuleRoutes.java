package dev.edgeinfer.http.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgeinfer.http.exchange.CallerName;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.RequestBody;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.state.RulesDocument;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Rules, the trial of one, and whether the board is armed. */
public final class RuleRoutes {

    private final Supplier<ApiSources> sources;
    private final Reply reply;

    public RuleRoutes(Supplier<ApiSources> sources, Reply reply) {
        this.sources = sources;
        this.reply = reply;
    }

    public void list(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.get().rules());
    }

    public void test(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("rule");
        RulesDocument.Rule rule = sources.get().rules().rules().stream()
                .filter(other -> other.rule().equals(name))
                .findFirst()
                .orElseThrow(() -> unknownRule(name));
        if (rule.fed() == null) {
            throw new ProblemException(
                    ProblemType.RULES_DOWN, "The rules failed and do not run now; GET /health says why");
        }
        sources.get().testRule(name, CallerName.of(request));
        reply.json(request, response, Status.OK_200, RulesDocument.Test.of(rule));
    }

    private ProblemException unknownRule(String name) {
        List<String> names = sources.get().rules().rules().stream()
                .map(RulesDocument.Rule::rule)
                .toList();
        return new ProblemException(
                ProblemType.UNKNOWN_RULE,
                "No rule is called \"%s\"; there are: %s"
                        .formatted(name, names.isEmpty() ? "none" : String.join(", ", names)),
                Map.of("rules", names));
    }

    public void armed(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, sources.get().armed());
    }

    public void arm(ServerRequest request, ServerResponse response) {
        String example = "{\"armed\": true} or {\"armed\": false}";
        JsonNode wanted = RequestBody.object(request, List.of("armed"), example).path("armed");
        if (!wanted.isBoolean()) {
            throw RequestBody.wrong("does not say true or false for \"armed\"", example);
        }
        sources.get().arm(wanted.booleanValue(), CallerName.of(request));
        reply.json(request, response, Status.OK_200, sources.get().armed());
    }
}
