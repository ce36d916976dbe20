package dev.edgeinfer.http.inference;

import dev.edgeinfer.http.exchange.BodyStream;
import dev.edgeinfer.http.exchange.BodyWatch;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemForm;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.RefusedBody;
import dev.edgeinfer.http.exchange.RequestBody;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** Reads bodies of requests, within limits of size and time. Thread-safe. */
final class Uploads {

    private static final int CHUNK = 1 << 16;

    private final UploadLimits limits;
    private final UploadMemory memory;

    Uploads(UploadLimits limits, UploadMemory memory) {
        this.limits = limits;
        this.memory = memory;
    }

    /** As {@link #read(ServerRequest, ServerResponse, ProblemForm, long)} with the usual limit. */
    Upload read(ServerRequest request, ServerResponse response, ProblemForm form) {
        return read(request, response, form, limits.maxBytes());
    }

    /**
     * Reads a body to its end.
     *
     * @param form how the client is told that it is too slow
     * @param most bytes
     * @return the caller's, to be closed
     * @throws ProblemException when it is empty, too large, or coded in a way that we do not know
     * @throws CloseConnectionException when the client was too slow, and told so, or went away
     */
    Upload read(ServerRequest request, ServerResponse response, ProblemForm form, long most) {
        RequestBody.requirePlain(request);
        OptionalLong length = request.headers().contentLength();
        if (length.orElse(0) > most) {
            throw refused(request, response, form, most);
        }
        if (!request.content().hasEntity()) {
            throw empty();
        }
        Upload upload = new Upload(memory, length.orElse(CHUNK));
        try {
            if (!fill(upload, request, response, form, most)) {
                throw refused(request, response, form, most);
            }
            if (upload.bytes().limit() == 0) {
                throw empty();
            }
            return upload;
        } catch (RuntimeException | Error e) {
            upload.close();
            throw e;
        }
    }

    /** @return whether all of it came; false: there is more than may be */
    private boolean fill(Upload upload, ServerRequest request, ServerResponse response, ProblemForm form, long most) {
        var watch = new BodyWatch(limits.readWithin(), () -> tell(request, response, form, tooSlow()));
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        try {
            InputStream content = BodyStream.of(request);
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                total += read;
                if (total > most) {
                    return false;
                }
                upload.append(chunk, read);
            }
            return true;
        } catch (ProblemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the client went away before its body was complete", e);
        } finally {
            end(watch);
        }
    }

    private ProblemException refused(ServerRequest request, ServerResponse response, ProblemForm form, long most) {
        ProblemException problem = tooLarge(most);
        RefusedBody.drain(request, response, () -> tell(request, response, form, problem));
        return problem;
    }

    private static void tell(
            ServerRequest request, ServerResponse response, ProblemForm form, ProblemException problem) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        form.send(request, response, problem.problem());
    }

    private static void end(BodyWatch watch) {
        if (!watch.end()) {
            throw new CloseConnectionException("the body of a request did not come in time");
        }
    }

    private ProblemException tooSlow() {
        return new ProblemException(
                ProblemType.BODY_TOO_SLOW,
                "The body did not come within %d ms"
                        .formatted(limits.readWithin().toMillis()));
    }

    private static ProblemException empty() {
        return new ProblemException(ProblemType.BAD_BODY, "The body is empty");
    }

    private static ProblemException tooLarge(long most) {
        return new ProblemException(
                ProblemType.BODY_TOO_LARGE, "The body is larger than the %d bytes that it may have".formatted(most));
    }
}
