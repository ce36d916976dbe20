package dev.edgeinfer.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** An HTTP server on loopback that takes what webhooks send, and answers what it is told to. */
public final class Receiver implements AutoCloseable {

    public record Received(Headers headers, byte[] body) {

        public int sequence() {
            try {
                return new ObjectMapper().readTree(body).get("sequence").asInt();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        public JsonNode event() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    public record Told(int status, Map<String, String> headers) {}

    /** What it was sent and has answered with success, oldest first. */
    public final List<Received> accepted = new CopyOnWriteArrayList<>();

    /** Everything that it was sent. */
    public final List<Received> received = new CopyOnWriteArrayList<>();

    /** What it answers next; when there is nothing it accepts. */
    public final Queue<Told> answers = new ConcurrentLinkedQueue<>();

    /** Runs before each answer. */
    public volatile Runnable beforeAnswer = () -> {};

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public Receiver() throws IOException {
        this(0);
    }

    public Receiver(int port) throws IOException {
        this(HttpServer.create(address(port), 0));
    }

    private Receiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    static Receiver encrypted(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(address(0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new Receiver(server);
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/notify";
    }

    void answer(int status) {
        answers.add(new Told(status, Map.of()));
    }

    private void take(HttpExchange exchange) throws IOException {
        var one = new Received(
                exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
        received.add(one);
        beforeAnswer.run();
        Told told = answers.poll();
        int status = told == null ? 204 : told.status();
        if (told != null) {
            told.headers().forEach(exchange.getResponseHeaders()::add);
        }
        if (status / 100 == 2) {
            accepted.add(one);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
