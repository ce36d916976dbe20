package dev.edgeinfer.webhook;

import dev.edgeinfer.config.WebhookConfig;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts notifications to the URL of a webhook and nowhere else: no redirection is followed and no proxy is used. The status of
 * the answer decides; its body is thrown away, also when it never ends or breaks off.
 */
final class HttpTarget implements Target {

    /** For the body of an answer whose status is known. */
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(1);

    private static final String MEDIA_TYPE = "application/cloudevents+json";

    private final WebhookConfig config;
    private final Optional<Signature> signature;
    private final Clock clock;
    private final HttpClient client;

    /** @param clock the wall clock, for signatures */
    HttpTarget(WebhookConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        signature = config.secret().map(Signature::new);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(config.timeout())
                .sslContext(Tls.of(config))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public Answer post(Notification notification) throws InterruptedException {
        var head = new CompletableFuture<ResponseInfo>();
        CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request(notification), info -> {
            head.complete(info);
            return new DiscardedBody();
        });
        exchange.whenComplete((response, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure);
            }
        });
        try {
            // Of the client's own timeout the header only has to begin in time.
            ResponseInfo info = head.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS);
            awaitBody(exchange);
            return answer(info);
        } catch (TimeoutException e) {
            return new Answer.Failed(
                    "did not answer within %d ms".formatted(config.timeout().toMillis()), Duration.ZERO);
        } catch (ExecutionException e) {
            return new Answer.Failed(ConnectionProblems.sentence(e.getCause()), Duration.ZERO);
        } finally {
            exchange.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest request(Notification notification) {
        HttpRequest.Builder request = HttpRequest.newBuilder(config.url())
                .header("Content-Type", MEDIA_TYPE)
                .header("User-Agent", "edge-infer")
                .header("webhook-id", notification.id());
        config.headers().forEach(request::header);
        long timestamp = clock.instant().getEpochSecond();
        request.header("webhook-timestamp", Long.toString(timestamp));
        signature.ifPresent(signed ->
                request.header("webhook-signature", signed.of(notification.id(), timestamp, notification.body())));
        return request.POST(BodyPublishers.ofByteArray(notification.body())).build();
    }

    private static void awaitBody(CompletableFuture<?> exchange) throws InterruptedException {
        try {
            exchange.get(BODY_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // What the body would have said is of no interest; without its end the connection is not used again.
        }
    }

    private Answer answer(ResponseInfo info) {
        int status = info.statusCode();
        return switch (status / 100) {
            case 2 -> new Answer.Accepted();
            case 3 ->
                new Answer.Failed(
                        "answers %d, which sends to another place; that is not followed: write its url here"
                                .formatted(status),
                        RetryAfter.of(info.headers(), clock.instant()));
            case 4 ->
                switch (status) {
                    case 408, 425, 429 -> failed(info);
                    default -> new Answer.Refused(status);
                };
            default -> failed(info);
        };
    }

    private Answer failed(ResponseInfo info) {
        return new Answer.Failed("answers " + info.statusCode(), RetryAfter.of(info.headers(), clock.instant()));
    }
}
