package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.config.AccessConfig;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.config.StoreConfig;
import dev.edgeinfer.http.security.SlowClients;
import dev.edgeinfer.store.Store;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What no honest client sends, over raw sockets: it is refused, tells nothing of our insides, and leaves nothing behind. */
class HostileRequestsIT {

    private static final String TOKEN = TokenHash.newToken();
    private static final String HEAD = "Host: localhost\r\nAuthorization: Bearer " + TOKEN + "\r\n";
    private static final Pattern LEAK =
            Pattern.compile("Exception|\\bat [a-z]+\\.|java\\.|dev\\.edgeinfer|io\\.helidon|/tmp|/home|/root|/usr/");

    /** 501 and 505 are for encodings and versions that nobody has to know. */
    private static final Pattern REFUSAL = Pattern.compile("HTTP/1\\.1 (4..|501|505) ");

    private final CannedSources sources = new CannedSources();

    @Test
    void everyHostileRequestIsRefusedAndLeavesNothingBehind() throws Exception {
        List<String> requests = requests();
        assertTrue(requests.size() >= 200, "only " + requests.size());
        sources.store = Store.open(Optional.empty(), StoreConfig.DEFAULT);
        try (Store store = sources.store;
                ApiServer server = ApiServer.start(config(), () -> sources)) {
            int port = server.url().getPort();
            List<String> wrong = new ArrayList<>();
            requests.subList(0, 20).forEach(request -> answer(port, request));
            long files = openFiles();
            int threads = Thread.activeCount();
            for (String request : requests) {
                String answer = answer(port, request);
                boolean refused = answer.isEmpty() || REFUSAL.matcher(answer).lookingAt();
                boolean all = !answer.contains("HTTP/1.1 2") && !answer.contains("HTTP/1.1 500");
                if (!refused || !all || LEAK.matcher(answer).find()) {
                    wrong.add(visible(request) + " → " + visible(answer));
                }
            }
            assertEquals("", String.join("\n", wrong));
            assertTrue(
                    answer(port, "GET /detections HTTP/1.1\r\n" + HEAD + "\r\n").startsWith("HTTP/1.1 200"));
            assertEquals(Optional.empty(), server.obstacle(Duration.ofMinutes(1)));
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> openFiles() <= files + 3);
            assertTrue(Thread.activeCount() <= threads + 3, threads + " → " + Thread.activeCount());
        }
    }

    @Test
    void whoSendsHeadersOrABodyByteByByteIsCutOff() throws Exception {
        var now = new AtomicLong();
        try (var slow = new SlowClients(now::get)) {
            WebServer server = WebServer.builder()
                    .address(InetAddress.getLoopbackAddress())
                    .port(0)
                    .featuresDiscoverServices(false)
                    .protocolsDiscoverServices(false)
                    .addProtocol(Http1Config.builder()
                            .addReceiveListener(slow.receiving())
                            .addSendListener(slow.sending())
                            .build())
                    .routing(routing -> routing.any((request, response) -> response.send(
                            request.content().hasEntity() ? request.content().as(String.class) : "hi")))
                    .build()
                    .start();
            for (String begun : List.of(
                    "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
                    "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")) {
                try (var socket = new Socket("127.0.0.1", server.port())) {
                    socket.setSoTimeout(30_000);
                    socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
                    Awaitility.await().until(() -> slow.awaited() == 1);
                    slow.cutOff();
                    assertEquals(1, slow.awaited());

                    now.addAndGet(SlowClients.BODY_WITHIN.toNanos() + 1);
                    slow.cutOff();

                    assertTrue(isOver(socket));
                    assertEquals(0, slow.awaited());
                }
            }
            server.stop();
        }
    }

    /** Reset or closed. */
    private static boolean isOver(Socket socket) {
        try {
            return !new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).contains(" 200 ");
        } catch (IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    private static HttpConfig config() {
        var accounts = new Accounts(Map.of(), Map.of("t", new Accounts.Token(TokenHash.of(TOKEN), Role.ADMIN)));
        return new HttpConfig(
                "127.0.0.1", 0, new AccessConfig(accounts, false, Optional.empty(), List.of(), List.of(), 100_000));
    }

    private static List<String> requests() {
        List<String> all = new ArrayList<>();
        for (String below : List.of("/", "/cameras/", "/events/", "/gpio/", "/cameras/porch/", "/rules/")) {
            for (String path : List.of(
                    "../../../../etc/passwd",
                    "..%2f..%2f..%2fetc%2fpasswd",
                    "%2e%2e/%2e%2e/etc/passwd",
                    "..%5c..%5cetc%5cpasswd",
                    "..\\..\\etc\\passwd",
                    "%00",
                    "a%00.jpg",
                    "..;/..;/etc/passwd",
                    "....//....//etc/passwd",
                    "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
                    "%252e%252e%252fetc%252fpasswd",
                    "%zz",
                    "%",
                    "a%0d%0aX-Injected:%20yes",
                    "<script>alert(1)</script>")) {
                all.add(get(below + path));
            }
        }
        for (String path : List.of(
                "",
                "*",
                "detections",
                "//detections//x",
                "http://evil.example/nope",
                "/a b",
                "/\0",
                "/\u0001",
                "/\u00ff",
                "/nope?" + "a=b&".repeat(3000),
                "/" + "a".repeat(9000),
                "/" + "a/".repeat(4000))) {
            all.add(get(path));
        }
        for (String method : List.of(
                "TRACE",
                "TRACK",
                "CONNECT",
                "PROPFIND",
                "PATCH",
                "DEBUG",
                "G\0ET",
                "",
                "GE T",
                "GET\t",
                "\u00ff",
                "A".repeat(9000),
                "OPTIONS",
                "POST",
                "DELETE")) {
            all.add(method + " /detections HTTP/1.1\r\n" + HEAD + "\r\n");
        }
        for (String version : List.of(
                "HTTP/0.9",
                "HTTP/1.0",
                "HTTP/2.0",
                "HTTP/9.9",
                "HTTP/1.1x",
                "",
                "http/1.1",
                "HTTP/1.1 x",
                "HTTP",
                "\0")) {
            all.add("GET /detections " + version + "\r\n" + HEAD + "\r\n");
        }
        String authorization = "Authorization: Bearer " + TOKEN + "\r\n";
        for (String host : List.of(
                "",
                "Host:\r\n",
                "Host: evil.example\r\n",
                "Host: localhost\r\nHost: evil.example\r\n",
                "Host: localhost, evil.example\r\n",
                "Host: a b\r\n",
                "Host: localhost:99999999\r\n",
                "Host: user@localhost\r\n",
                "Host: localhost/\r\n",
                "Host: localhost\0\r\n",
                "Host: [::1\r\n",
                "Host: 127.0.0.1.evil.example\r\n",
                "Host: localhost:80:80\r\n")) {
            all.add("GET /detections HTTP/1.1\r\n" + host + authorization + "\r\n");
        }
        String smuggled = "GET /gpio HTTP/1.1\r\n" + HEAD + "\r\n";
        for (String framing : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled,
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef" + smuggled,
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
                "Content-Length: +5\r\n\r\nabcde",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 0x5\r\n\r\nabcde",
                "Content-Length: 5 5\r\n\r\nabcde",
                "Content-Length: 5,5\r\n\r\nabcde",
                "Content-Length: \r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length: 5.0\r\n\r\nabcde",
                "Content-Length: abc\r\n\r\n",
                "Content-Length : 5\r\n\r\nabcde",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\nabcde\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                "Content-Length: 50\r\n\r\nshort")) {
            all.add("PUT /armed HTTP/1.1\r\n" + HEAD + framing);
        }
        for (String header : List.of(
                "X: a\r\n folded",
                " X: folded",
                "\tX: folded",
                "X Y: a",
                "X : a",
                ": a",
                "X",
                "X: a\0b",
                "X: a\rb",
                "X\0: a",
                "X: " + "a".repeat(20_000),
                "(X): a",
                "X\u00e9: a",
                "X: a\nY: b\r",
                String.join("\r\n", java.util.Collections.nCopies(3000, "A: b")))) {
            all.add("GET /nope HTTP/1.1\r\n" + HEAD + header + "\r\n\r\n");
        }
        for (String body : List.of(
                "",
                "[]",
                "5",
                "null",
                "true",
                "\"x\"",
                "{",
                "}",
                "{\"armed\"}",
                "{\"armed\": \"yes\"}",
                "{\"armed\": 1}",
                "{\"armed\": null}",
                "{\"armed\": []}",
                "{\"armed\": {}}",
                "{\"armd\": true}",
                "{\"armed\": true, \"x\": 1}",
                "{\"armed\": true}{}",
                "{\"armed\": tru",
                "'armed': true",
                "<armed/>",
                "armed=true",
                "[".repeat(4000),
                "{\"a\":".repeat(800),
                "{\"armed\": " + "9".repeat(3000) + "}",
                "a".repeat(5000),
                "\u00ff\u00fe",
                "\0\0\0\0",
                "{\"__proto__\": {}}",
                "{\"armed\": 1e999}",
                "NaN")) {
            all.add("PUT /armed HTTP/1.1\r\n" + HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        }
        for (String body : List.of(
                "{\"value\": 2}",
                "{\"value\": -1}",
                "{\"value\": \"1\"}",
                "{\"value\": 1.5}",
                "{\"value\": true}",
                "{\"value\": 1, \"timeoutMs\": -5}",
                "{\"value\": 1, \"timeoutMs\": 1e30}",
                "{\"value\": 1, \"timeoutMs\": \"x\"}",
                "{\"override\": 1}",
                "{\"override\": null, \"value\": 1}")) {
            all.add("PUT /gpio/GPIO17 HTTP/1.1\r\n" + HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        }
        for (String credentials : List.of(
                "Bearer",
                "Bearer x",
                "Bearer " + TOKEN + "x",
                "Bearer " + TOKEN.substring(1),
                "Basic",
                "Basic !!!",
                "Basic YQ==",
                "Basic OjpAOg==",
                "Basic " + "A".repeat(8000),
                "Digest username=\"a\"",
                "Negotiate x",
                "",
                TOKEN,
                "Bearer " + TOKEN + ", Bearer x",
                "bearer\t" + TOKEN)) {
            all.add("GET /detections HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + credentials + "\r\n\r\n");
        }
        for (String other : List.of(
                "\0\0\0\0\r\n\r\n",
                "\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "EHLO evil\r\n",
                "GET",
                "a".repeat(100_000),
                "GET /nope HTTP/1.1\r\n" + HEAD + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
                "GET /events?before=%00 HTTP/1.1\r\n" + HEAD + "\r\n",
                "GET /events?limit=-1 HTTP/1.1\r\n" + HEAD + "\r\n",
                "GET /events?limit=99999999999 HTTP/1.1\r\n" + HEAD + "\r\n",
                "GET /events/' HTTP/1.1\r\n" + HEAD + "\r\n",
                "GET /cameras/porch/snapshot.jpg?boxes=';-- HTTP/1.1\r\n" + HEAD + "\r\n")) {
            all.add(other);
        }
        return all;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + HEAD + "\r\n";
    }

    /** What comes back until the server has nothing more to say; empty: it hung up. */
    private static String answer(int port, String request) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (java.net.SocketTimeoutException e) {
                return "no answer and no end";
            } catch (IOException e) {
                return "";
            }
        } catch (IOException e) {
            return "no connection: " + e;
        }
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static String visible(String text) {
        String start = text.substring(0, Math.min(text.length(), 300));
        return start.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
