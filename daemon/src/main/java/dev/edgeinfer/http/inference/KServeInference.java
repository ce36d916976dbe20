package dev.edgeinfer.http.inference;

import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.detect.TensorSpec;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemForm;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.inference.InferRequest.WantedOutput;
import dev.edgeinfer.http.source.OnDemand;
import dev.edgeinfer.repository.Lease;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Runs the model on the tensors of clients: reads them, waits for their turn, writes what came out. Thread-safe. */
final class KServeInference {

    private static final HeaderName HEADER_LENGTH = HeaderNames.create("Inference-Header-Content-Length");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    /** A number takes so many bytes as text for each that it takes in the tensor. */
    private static final int TEXT_FOR_A_BYTE = 8;

    private final Reply reply;
    private final ProblemForm form;
    private final UploadLimits limits;
    private final Uploads uploads;

    KServeInference(Reply reply, ProblemForm form, UploadLimits limits, Uploads uploads) {
        this.reply = reply;
        this.form = form;
        this.limits = limits;
        this.uploads = uploads;
    }

    /** @param statistics of the model */
    void infer(
            OnDemand inference,
            Lease lease,
            InferStatistics statistics,
            ServerRequest request,
            ServerResponse response) {
        long begun = System.nanoTime();
        try {
            answer(inference, lease, statistics, request, response, begun);
        } catch (RuntimeException e) {
            statistics.failed(System.nanoTime() - begun);
            throw e;
        }
    }

    private void answer(
            OnDemand inference,
            Lease lease,
            InferStatistics statistics,
            ServerRequest request,
            ServerResponse response,
            long begun) {
        ModelSignature model = lease.signature();
        OptionalInt headerLength = headerLength(request);
        long most = limits.maxBytes() + (long) TEXT_FOR_A_BYTE * model.input().bytes();
        try (Upload upload = uploads.read(request, response, form, most)) {
            InferRequest asked = InferRequestReader.read(upload.bytes(), headerLength, model);
            var results = new Results(model, asked);
            Duration patience = asked.timeout()
                    .filter(timeout -> timeout.compareTo(limits.serveWithin()) < 0)
                    .orElse(limits.serveWithin());
            long waits = System.nanoTime();
            Timing timing = Turn.take(
                    inference,
                    lease,
                    request,
                    response,
                    patience,
                    detector -> detector.run(asked.input(), results.places));
            long waited = System.nanoTime()
                    - waits
                    - timing.preprocessNanos()
                    - timing.inferenceNanos()
                    - timing.postprocessNanos();
            results.send(request, response);
            statistics.succeeded(System.nanoTime() - begun, waited, timing, System.currentTimeMillis());
        }
    }

    private static OptionalInt headerLength(ServerRequest request) {
        return request.headers()
                .first(HEADER_LENGTH)
                .map(text -> {
                    if (!LENGTH.matcher(text).matches()) {
                        throw new ProblemException(
                                ProblemType.BAD_BODY,
                                "Inference-Header-Content-Length must be a number of bytes, not '%s'".formatted(text));
                    }
                    return OptionalInt.of(Integer.parseInt(text));
                })
                .orElse(OptionalInt.empty());
    }

    /** What comes out: binary outputs side by side as they are sent, the others each in memory of its own. */
    private final class Results {

        private final ModelSignature model;
        private final InferRequest asked;
        private final byte[] binary;

        /** Where each output of the model goes; empty: nowhere. */
        private final List<Optional<ByteBuffer>> places;

        Results(ModelSignature model, InferRequest asked) {
            this.model = model;
            this.asked = asked;
            places = new ArrayList<>(Collections.nCopies(model.outputs().size(), Optional.empty()));
            int size = asked.outputs().stream()
                    .filter(WantedOutput::binary)
                    .mapToInt(output -> spec(output).bytes())
                    .sum();
            binary = new byte[size];
            int at = 0;
            for (WantedOutput output : asked.outputs()) {
                int bytes = spec(output).bytes();
                ByteBuffer place =
                        output.binary() ? ByteBuffer.wrap(binary, at, bytes).slice() : ByteBuffer.allocate(bytes);
                places.set(output.index(), Optional.of(place.order(ByteOrder.nativeOrder())));
                at += output.binary() ? bytes : 0;
            }
        }

        private TensorSpec spec(WantedOutput output) {
            return model.outputs().get(output.index());
        }

        private KServeDocument.Output output(WantedOutput output) {
            if (output.binary()) {
                return KServeDocument.Output.binary(spec(output));
            }
            float[] numbers = new float[spec(output).elements()];
            places.get(output.index()).orElseThrow().asFloatBuffer().get(numbers);
            return KServeDocument.Output.numbers(spec(output), numbers);
        }

        void send(ServerRequest request, ServerResponse response) {
            var document = new KServeDocument.Inferred(
                    model.name(),
                    model.version(),
                    asked.id().orElse(null),
                    asked.outputs().stream().map(this::output).toList());
            if (binary.length == 0) {
                reply.json(request, response, Status.OK_200, document);
                return;
            }
            byte[] head = reply.bytes(document);
            response.header(HEADER_LENGTH, Integer.toString(head.length));
            reply.send(response, "application/octet-stream", head, binary);
        }
    }
}
