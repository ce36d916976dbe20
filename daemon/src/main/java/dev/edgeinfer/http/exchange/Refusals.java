package dev.edgeinfer.http.exchange;

import dev.edgeinfer.metrics.Family;
import dev.edgeinfer.metrics.Tally;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/** Counts requests that no route was asked to answer, by what was wrong with them or with who sent them. Any thread. */
public final class Refusals {

    private final Tally counts = new Tally("reason");

    public void count(ProblemType reason) {
        counts.count(reason.word());
    }

    public MetricSnapshot snapshot() {
        return counts.into(Family.counter("http_requests_refused", "Requests that no route was asked, by reason."))
                .snapshot();
    }
}
