package dev.edgeinfer.http.inference;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.pipeline.RequestRefusedException;
import dev.edgeinfer.repository.Lease;
import dev.edgeinfer.system.PeerConnection;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.function.Function;

/** Waits on the thread of a request for its turn at the inference loop. */
final class Turn {

    private static final String RETRY_AFTER_SECONDS = "1";

    private Turn() {}

    /**
     * @param model that it is asked of
     * @param work what is done with its detector; one inference
     * @throws ProblemException when there is no turn for it
     */
    static <R> R take(
            OnDemand inference,
            Lease model,
            ServerRequest request,
            ServerResponse response,
            Duration patience,
            Function<Detector, R> work) {
        int local = request.localPeer().port();
        int remote = request.remotePeer().port();
        try {
            return inference
                    .requests()
                    .run(() -> work.apply(model.detector()), patience, () -> PeerConnection.isGone(local, remote));
        } catch (RequestRefusedException e) {
            response.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
            throw switch (e.reason()) {
                case BUSY ->
                    new ProblemException(
                            ProblemType.TOO_BUSY, "As many requests wait for the model as may; try again in a second");
                case TIMED_OUT ->
                    new ProblemException(
                            ProblemType.TOO_BUSY,
                            "The turn of this request did not come within %d ms; try again later"
                                    .formatted(patience.toMillis()));
                case STOPPED ->
                    new ProblemException(
                            ProblemType.NO_INFERENCE,
                            "The daemon does not infer now: it is given another configuration, or stops");
                case ABANDONED -> new CloseConnectionException("the client does not wait for its answer any more");
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the daemon stops");
        }
    }
}
