package dev.edgeinfer.http.openapi;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client as any other, which holds each answer against the {@link ApiContract}; of streams only their beginning. What is sent
 * asynchronously fails there too.
 */
public final class ContractClient extends HttpClient {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ApiContract contract = ApiContract.current();

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return verified(request, client.send(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return client.sendAsync(request, handler).thenApply(response -> verified(request, response));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushes) {
        return client.sendAsync(request, handler, pushes).thenApply(response -> verified(request, response));
    }

    private <T> HttpResponse<T> verified(HttpRequest request, HttpResponse<T> response) {
        Optional<byte[]> body = bytes(response.body());
        String path = request.uri().getRawPath();
        contract.verify(request.method(), path.isEmpty() ? "/" : path, response.statusCode(), response.headers(), body);
        return response;
    }

    /** Empty: it is one that goes on, or was thrown away. */
    private static Optional<byte[]> bytes(Object body) {
        if (body instanceof String text) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        return body instanceof byte[] bytes ? Optional.of(bytes) : Optional.empty();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public void shutdownNow() {
        client.shutdownNow();
    }

    @Override
    public void close() {
        client.close();
    }
}
