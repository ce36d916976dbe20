package dev.edgeinfer.http.inference;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.http.exchange.Problem;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemForm;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.exchange.Route;
import dev.edgeinfer.http.models.ModelProblems;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.repository.Lease;
import dev.edgeinfer.repository.ModelControl;
import dev.edgeinfer.repository.ModelRefusedException;
import dev.edgeinfer.system.BuildInfo;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The open inference protocol (KServe v2), with Triton's extensions for binary tensors, the model repository, statistics and
 * the configuration of a model. It fails in the form of the protocol. Its models are those that are in memory.
 */
final class KServeRoutes {

    private static final String MODEL = "/v2/models/{model}";
    private static final String VERSION = MODEL + "/versions/{version}";
    private static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "model_configuration", "model_repository", "statistics");

    private final Supplier<OnDemand> sources;
    private final Reply reply;
    private final KServeInference inference;
    private final Map<String, InferStatistics> statistics = new ConcurrentHashMap<>();
    private final String version = BuildInfo.read().version();

    KServeRoutes(Supplier<OnDemand> sources, Reply reply, UploadLimits limits, Uploads uploads) {
        this.sources = sources;
        this.reply = reply;
        this.inference = new KServeInference(reply, this::failure, limits, uploads);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v2", "the open inference protocol (KServe v2): server", inForm(this::server)),
                Route.get("/v2/health/live", "likewise: it lives", inForm(this::live)),
                Route.get("/v2/health/ready", "likewise: it infers", inForm(this::ready)),
                Route.get("/v2/models/stats", "likewise: counts and times of all models", inForm(this::allStatistics)),
                Route.get(MODEL, "likewise: inputs and outputs of a model", inForm(this::model)),
                Route.get(MODEL + "/ready", "likewise: whether it can be used", inForm(this::modelReady)),
                Route.get(MODEL + "/config", "likewise: its configuration", inForm(this::config)),
                Route.get(MODEL + "/stats", "likewise: counts and times", inForm(this::modelStatistics)),
                Route.post(MODEL + "/infer", "likewise: runs it on a tensor", inForm(this::infer))
                        .changingNothing(),
                Route.get(VERSION, "the same of a version", inForm(this::model)),
                Route.get(VERSION + "/ready", "the same of a version", inForm(this::modelReady)),
                Route.get(VERSION + "/config", "the same of a version", inForm(this::config)),
                Route.get(VERSION + "/stats", "the same of a version", inForm(this::modelStatistics)),
                Route.post(VERSION + "/infer", "the same of a version", inForm(this::infer))
                        .changingNothing(),
                Route.post("/v2/repository/index", "likewise: the models that there are", inForm(this::index))
                        .changingNothing(),
                Route.post("/v2/repository/models/{model}/load", "likewise: loads a model", inForm(this::load))
                        .needs(Role.ADMIN),
                Route.post("/v2/repository/models/{model}/unload", "likewise: unloads one", inForm(this::unload))
                        .needs(Role.ADMIN));
    }

    private Handler inForm(Handler handler) {
        ProblemForm form = this::failure;
        return form.around(handler);
    }

    private void failure(ServerRequest request, ServerResponse response, Problem problem) {
        reply.json(request, response, problem.kind().status(), new KServeDocument.Failure(problem.detail()));
    }

    private void server(ServerRequest request, ServerResponse response) {
        ok(request, response, new KServeDocument.Server("edge-infer", version, EXTENSIONS));
    }

    private void live(ServerRequest request, ServerResponse response) {
        ok(request, response, new KServeDocument.Live(true));
    }

    private void ready(ServerRequest request, ServerResponse response) {
        boolean ready = sources.get().requests().isServed();
        reply.json(
                request,
                response,
                ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                new KServeDocument.Ready(ready));
    }

    private void model(ServerRequest request, ServerResponse response) {
        ok(request, response, KServeDocument.Model.of(signature(request)));
    }

    private void modelReady(ServerRequest request, ServerResponse response) {
        ModelSignature model = signature(request);
        boolean ready = sources.get().requests().isServed();
        reply.json(
                request,
                response,
                ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                new KServeDocument.ModelReady(model.name(), ready));
    }

    private void config(ServerRequest request, ServerResponse response) {
        ok(request, response, KServeDocument.Config.of(signature(request)));
    }

    private void modelStatistics(ServerRequest request, ServerResponse response) {
        statistics(request, response, List.of(signature(request)));
    }

    private void allStatistics(ServerRequest request, ServerResponse response) {
        statistics(request, response, sources.get().models().loaded());
    }

    private void statistics(ServerRequest request, ServerResponse response, List<ModelSignature> models) {
        ok(
                request,
                response,
                new InferStatistics.Document(models.stream()
                        .map(model -> statistics(model.name()).of(model))
                        .toList()));
    }

    private InferStatistics statistics(String model) {
        return statistics.computeIfAbsent(model, _ -> new InferStatistics());
    }

    private void infer(ServerRequest request, ServerResponse response) {
        OnDemand current = sources.get();
        try (Lease lease = lease(current, request)) {
            inference.infer(current, lease, statistics(lease.signature().name()), request, response);
        }
    }

    private void index(ServerRequest request, ServerResponse response) {
        ok(
                request,
                response,
                sources.get().control().status().models().stream()
                        .map(KServeDocument.Indexed::of)
                        .toList());
    }

    private void load(ServerRequest request, ServerResponse response) {
        change(request, response, ModelControl::load);
    }

    private void unload(ServerRequest request, ServerResponse response) {
        change(request, response, ModelControl::unload);
    }

    private void change(ServerRequest request, ServerResponse response, BiConsumer<ModelControl, String> work) {
        String name = request.path().pathParameters().get("model");
        ModelControl control = sources.get().control();
        try {
            work.accept(control, name);
        } catch (ModelRefusedException e) {
            throw ModelProblems.of(name, e, control.status());
        }
        reply.empty(response);
    }

    private void ok(ServerRequest request, ServerResponse response, Object document) {
        reply.json(request, response, Status.OK_200, document);
    }

    private ModelSignature signature(ServerRequest request) {
        try (Lease lease = lease(sources.get(), request)) {
            return lease.signature();
        }
    }

    private static Lease lease(OnDemand current, ServerRequest request) {
        String name = request.path().pathParameters().get("model");
        Lease lease = current.models().named(name).orElseThrow(() -> {
            String loaded = current.models().loaded().stream()
                    .map(model -> "'" + model.name() + "'")
                    .collect(Collectors.joining(", "));
            return new ProblemException(
                    ProblemType.UNKNOWN_MODEL, "model '%s' is not loaded; there is %s".formatted(name, loaded));
        });
        ModelSignature model = lease.signature();
        request.path()
                .pathParameters()
                .first("version")
                .filter(wanted -> !wanted.equals(model.version()))
                .ifPresent(wanted -> {
                    lease.close();
                    throw new ProblemException(
                            ProblemType.UNKNOWN_MODEL,
                            "model '%s' has no version '%s', only '%s'"
                                    .formatted(model.name(), wanted, model.version()));
                });
        return lease;
    }
}
