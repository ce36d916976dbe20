package dev.edgeinfer.http.route;

import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.exchange.Refusals;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.source.ApiSources;
import dev.edgeinfer.http.stream.OpenStreams;
import dev.edgeinfer.metrics.Family;
import dev.edgeinfer.metrics.Tally;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Answers with what is measured, in the format that the collector asks for, and counts requests itself. */
public final class MetricsRoutes implements Filter {

    private static final String NO_ROUTE = "none";

    private final Supplier<ApiSources> sources;
    private final Reply reply;
    private final OpenStreams streams;
    private final Refusals refusals;
    private final Tally requests = new Tally("route", "method", "status");
    private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();

    /** Which route a request has come to. */
    private record Asked(String route) {}

    /** @param refusals what was refused before any route */
    public MetricsRoutes(Supplier<ApiSources> sources, Reply reply, OpenStreams streams, Refusals refusals) {
        this.sources = sources;
        this.reply = reply;
        this.streams = streams;
        this.refusals = refusals;
    }

    public void metrics(ServerRequest request, ServerResponse response) {
        Parameters.of(request.query(), Set.of());
        String accepted = request.headers().first(HeaderNames.ACCEPT).orElse("");
        ExpositionFormatWriter writer = open.accepts(accepted) ? open : plain;
        var body = new ByteArrayOutputStream();
        try {
            writer.write(body, new MetricSnapshots(all()));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
        reply.send(request, response, Status.OK_200, writer.getContentType(), body.toByteArray());
    }

    private List<MetricSnapshot> all() {
        List<MetricSnapshot> all = new ArrayList<>(sources.get().metrics());
        all.add(requests.into(Family.counter("http_requests", "Requests that were answered, by route and status."))
                .snapshot());
        all.add(refusals.snapshot());
        var count = Family.gauge("http_streams", "Streams that are open, by kind.");
        streams.counts().forEach((kind, number) -> count.add(number, "kind", kind));
        all.add(count.snapshot());
        return all;
    }

    /** Counts a request when it was answered, whoever answers it: a route, or what stands before all routes. */
    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String method = request.prologue().method().text();
        response.whenSent(() -> {
            String route = request.context().get(Asked.class).map(Asked::route).orElse(NO_ROUTE);
            requests.count(route, method, Integer.toString(response.status().code()));
        });
        chain.proceed();
    }

    /**
     * The same handler, whose requests are counted by the name of their route.
     *
     * @param route path pattern; never the path itself, of which there are too many
     */
    public static Handler named(String route, Handler handler) {
        var asked = new Asked(route);
        return (request, response) -> {
            request.context().register(asked);
            handler.handle(request, response);
        };
    }
}
