package dev.edgeinfer.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Reads bodies of requests, within limits of size and time. Thread-safe. */
final class Uploads {

    private static final int CHUNK = 1 << 16;

    /** How much of a body that is refused is still read, so that the client sees why; then the connection ends. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final long MOST_LINGERING = 64 << 20;

    private final UploadLimits limits;
    private final UploadMemory memory;
    private final LongSupplier clock;

    /** @param clock {@link System#nanoTime}, or a simulated one */
    Uploads(UploadLimits limits, UploadMemory memory, LongSupplier clock) {
        this.limits = limits;
        this.memory = memory;
        this.clock = clock;
    }

    /** As {@link #read(ServerRequest, ServerResponse, long)} with the usual limit. */
    Upload read(ServerRequest request, ServerResponse response) {
        return read(request, response, limits.maxBytes());
    }

    /**
     * Reads a body to its end.
     *
     * @param most bytes
     * @return the caller's, to be closed
     * @throws ProblemException when it is empty, too large, too slow, or coded in a way that we do not know
     */
    Upload read(ServerRequest request, ServerResponse response, long most) {
        request.headers()
                .first(HeaderNames.CONTENT_ENCODING)
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .ifPresent(coding -> {
                    throw new ProblemException(
                            ProblemType.WRONG_MEDIA_TYPE,
                            "The body is coded as \"%s\"; send it without Content-Encoding".formatted(coding));
                });
        OptionalLong length = request.headers().contentLength();
        if (length.orElse(0) > most) {
            throw refused(request, response, tooLarge(most));
        }
        if (!request.content().hasEntity()) {
            throw new ProblemException(ProblemType.BAD_BODY, "The body is empty");
        }
        Upload upload = new Upload(memory, length.orElse(CHUNK));
        try {
            fill(upload, request, response, most);
            return upload;
        } catch (RuntimeException | Error e) {
            upload.close();
            throw e;
        }
    }

    private void fill(Upload upload, ServerRequest request, ServerResponse response, long most) {
        long begin = clock.getAsLong();
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        try {
            InputStream content = request.content().inputStream();
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                total += read;
                if (total > most) {
                    throw refused(request, response, tooLarge(most));
                }
                upload.append(chunk, read);
                if (clock.getAsLong() - begin > limits.readWithin().toNanos()) {
                    throw tooSlow(response);
                }
            }
        } catch (ProblemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw isTimeout(e) ? tooSlow(response) : cutOff(e);
        }
        if (total == 0) {
            throw new ProblemException(ProblemType.BAD_BODY, "The body is empty");
        }
    }

    /** Has the connection closed after the answer, when some of what the client sends was read so that it can see that. */
    private ProblemException refused(ServerRequest request, ServerResponse response, ProblemException problem) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        boolean waits = request.headers().contains(HeaderValues.EXPECT_100) && !request.continueSent();
        if (!waits) {
            linger(request);
        }
        return problem;
    }

    private void linger(ServerRequest request) {
        long begin = clock.getAsLong();
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream content = request.content().inputStream();
            long total = 0;
            int read = content.read(chunk);
            while (read >= 0 && total < MOST_LINGERING && clock.getAsLong() - begin < LINGER.toNanos()) {
                total += read;
                read = content.read(chunk);
            }
        } catch (IOException | RuntimeException e) {
            // The answer is given all the same; who is not there any more does not get it.
            return;
        }
    }

    private ProblemException tooSlow(ServerResponse response) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        return new ProblemException(
                ProblemType.BODY_TOO_SLOW,
                "The body did not come within %d s, or nothing of it for some seconds"
                        .formatted(limits.readWithin().toSeconds()));
    }

    private static ProblemException tooLarge(long most) {
        return new ProblemException(
                ProblemType.BODY_TOO_LARGE, "The body is larger than the %d bytes that it may have".formatted(most));
    }

    private static CloseConnectionException cutOff(Exception cause) {
        return new CloseConnectionException("the client went away before its body was complete", cause);
    }

    private static boolean isTimeout(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
