package dev.edgeinfer.http.models;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.http.state.ModelsDocument;
import dev.edgeinfer.repository.ModelControl;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.repository.ModelsStatus;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The models: how they stand, and what is done with them. Who changes something is answered when it is done. */
public final class ModelRoutes {

    private static final String MODEL = "/models/{model}";

    private final Supplier<OnDemand> sources;
    private final Reply reply;

    /** @param sources what infers now */
    public ModelRoutes(Supplier<OnDemand> sources, Reply reply) {
        this.sources = sources;
        this.reply = reply;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/models", "the models that there are, and which one the cameras use", this::list),
                // Before those of a model, which may have this name.
                Route.post(
                                "/models/rollback",
                                "has the cameras use the model again that they used before",
                                this::rollBack)
                        .needs(Role.ADMIN),
                Route.get(MODEL, "one of them", this::show),
                Route.post(MODEL + "/load", "tries a model and has it in memory", on(ModelControl::load))
                        .needs(Role.ADMIN),
                Route.post(MODEL + "/unload", "takes it out of memory", on(ModelControl::unload))
                        .needs(Role.ADMIN),
                Route.post(MODEL + "/activate", "tries a model and has the cameras use it", on(ModelControl::activate))
                        .needs(Role.ADMIN));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        answer(request, response, sources.get().control());
    }

    private void show(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        String name = name(request);
        ModelsStatus status = sources.get().control().status();
        ModelsDocument.Model model = ModelsDocument.of(status).models().stream()
                .filter(other -> other.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ModelProblems.unknown("There is no model \"%s\"".formatted(name), status));
        reply.json(request, response, Status.OK_200, model);
    }

    private void rollBack(ServerRequest request, ServerResponse response) {
        ModelControl control = sources.get().control();
        String previous = control.status().previous().orElse("");
        change(control, previous, ModelControl::rollBack);
        answer(request, response, control);
    }

    private Handler on(BiConsumer<ModelControl, String> work) {
        return (request, response) -> {
            String name = name(request);
            ModelControl control = sources.get().control();
            change(control, name, models -> work.accept(models, name));
            answer(request, response, control);
        };
    }

    private static void change(ModelControl control, String name, Consumer<ModelControl> work) {
        try {
            work.accept(control);
        } catch (ModelRefusedException e) {
            throw ModelProblems.of(name, e, control.status());
        }
    }

    private void answer(ServerRequest request, ServerResponse response, ModelControl control) {
        reply.json(request, response, Status.OK_200, ModelsDocument.of(control.status()));
    }

    private static String name(ServerRequest request) {
        return request.path().pathParameters().get("model");
    }
}
