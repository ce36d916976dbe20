package dev.edgeinfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.LoadedConfig;
import dev.edgeinfer.log.CapturedLog;
import dev.edgeinfer.log.Log;
import dev.edgeinfer.system.ServiceNotifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole daemon that encrypts, asked by curl, which trusts its certificate and no other. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DaemonTlsIT extends DaemonOverHttp {

    private static final String TOKEN = TokenHash.newToken();
    private static final String SCENE = """
            http: { port: 0, tls: %s, auth: { tokens: { panel: { token: "%s", role: operate } } } }
            model: { threads: 1 }
            gpio: { provider: simulated, lines: { GPIO17: {} } }
            cameras: { porch: { source: "test://pattern?fps=10" } }
            """;

    /** That of an operation that took too long. */
    private static final int TIMED_OUT = 28;

    private static final int UNTRUSTED = 60;

    private Path trusted;

    private record Said(int exitCode, byte[] out) {

        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void name() {
        trusted = directory.resolve("trusted.pem");
    }

    private void encrypt(String tls) throws IOException {
        LoadedConfig config = config(SCENE.formatted(tls, TokenHash.of(TOKEN).text()));
        Path state = Files.createDirectories(directory.resolve("state"));
        var notifier = ServiceNotifier.of(Map.of(), ProcessHandle.current().pid());
        daemon = new Daemon(
                () -> new Setup(config, model()),
                new Host(notifier, Log.ofProcess(), Optional.of(state)),
                FrameSources::open);
        url = daemon.start();
        assertEquals("https", url.getScheme());
    }

    @Test
    void aGeneratedCertificateServesEverythingThatThereIs() throws Exception {
        encrypt("generated");
        Files.writeString(trusted, pem(directory.resolve("state/tls.p12")));

        assertEquals(0, curl("/health").exitCode());
        assertTrue(curl("/health").text().contains("\"ready\":true"));
        assertEquals(
                UNTRUSTED,
                curl(List.of("--silent", url.resolve("/health").toString())).exitCode());
        await().atMost(AMPLE).until(() -> curl("/detections").text().contains("\"sequence\":"));

        Said held = curl("/gpio/GPIO17", "--request", "PUT", "--data", "{\"value\": 1}");
        assertTrue(held.text().contains("\"by\":\"panel\""), held.text());
        Said picture = curl("/cameras/porch/snapshot.jpg");
        try (var decoded = decoded(picture.out())) {
            assertEquals(640, decoded.cols());
        }
        Said events = curl("/detections/stream", "--no-buffer", "--max-time", "3");
        assertEquals(TIMED_OUT, events.exitCode());
        assertTrue(events.text().contains("event: detections\ndata: {\"camera\":\"porch\""), events.text());
        Said pictures = curl("/cameras/porch/stream.mjpeg?fps=10", "--no-buffer", "--max-time", "3");
        assertEquals(TIMED_OUT, pictures.exitCode());
        assertTrue(count(pictures, "--frame\r\nContent-Type: image/jpeg") > 1);
    }

    @Test
    void whoDoesNotEncryptIsDisconnectedAndNothingElseHappens() throws Exception {
        encrypt("generated");
        Files.writeString(trusted, pem(directory.resolve("state/tls.p12")));
        try (var log = new CapturedLog()) {
            for (String sent : List.of(
                    "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "\u0016\u0003\u0001\u0000\u0010no client hello!",
                    "\u0016\u0003\u0001\u0040\u0000a begin")) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
                    socket.setSoTimeout(60_000);
                    socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
                    assertFalse(toEnd(socket).contains("HTTP/1.1 200"));
                }
            }
            Said plain = curl(List.of("--silent", "--max-time", "20", "http://127.0.0.1:" + url.getPort() + "/health"));
            assertNotEquals(0, plain.exitCode());
            assertNotEquals(TIMED_OUT, plain.exitCode());
            assertEquals(0, curl("/health").exitCode());
            assertFalse(log.text().contains(" ERROR "), log.text());
        }
    }

    @Test
    void anOwnCertificateIsTakenOverWhenItsFilesChangeAndStreamsGoOn() throws Exception {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        make("first");
        place("first", certificate, key, 1);
        encrypt("{ certificate: cert.pem, key: key.pem }");
        Files.copy(directory.resolve("first.pem"), trusted);
        assertEquals(0, curl("/health").exitCode());
        make("second");

        Process stream = new ProcessBuilder(command("/detections/stream", "--no-buffer")).start();
        try (var events = new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("retry: 1000", events.readLine());
            Files.copy(directory.resolve("second.pem"), directory.resolve("next.pem"));
            place("second", certificate, key, 2);
            trusted = directory.resolve("next.pem");

            await().atMost(AMPLE).until(() -> curl("/health").exitCode() == 0);

            trusted = directory.resolve("trusted.pem");
            assertEquals(UNTRUSTED, curl("/health").exitCode());
            String line = events.readLine();
            for (int i = 0; i < 100 && line != null; i++) {
                line = events.readLine();
            }
            assertTrue(line != null, "the stream has ended");
        } finally {
            stream.destroy();
            stream.waitFor();
        }
    }

    private void make(String name) throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        directory.resolve(name + ".key").toString(),
                        "-out",
                        directory.resolve(name + ".pem").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, openssl.waitFor(), said);
    }

    /** @param second of the time stamp, since files that follow each other at once may have the same */
    private void place(String name, Path certificate, Path key, int second) throws IOException {
        for (var pair : Map.of(".pem", certificate, ".key", key).entrySet()) {
            Files.write(pair.getValue(), Files.readAllBytes(directory.resolve(name + pair.getKey())));
            Files.setLastModifiedTime(pair.getValue(), FileTime.from(Instant.EPOCH.plusSeconds(second)));
        }
    }

    private static String pem(Path store) throws Exception {
        var certificate =
                KeyStore.getInstance(store.toFile(), "edge-infer".toCharArray()).getCertificate("edge-infer");
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static int count(Said said, String wanted) {
        return new String(said.out(), StandardCharsets.ISO_8859_1).split(wanted, -1).length - 1;
    }

    private static String toEnd(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the connection goes on", e);
        } catch (IOException e) {
            return "";
        }
    }

    private List<String> command(String path, String... options) {
        var command = new ArrayList<>(List.of("curl", "--silent", "--cacert", trusted.toString()));
        command.addAll(List.of("--header", "Authorization: Bearer " + TOKEN));
        command.addAll(List.of(options));
        command.add(url.resolve(path).toString());
        return command;
    }

    private Said curl(String path, String... options) throws Exception {
        List<String> command = command(path, options);
        return curl(command.subList(1, command.size()));
    }

    private static Said curl(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of("curl", "--noproxy", "*"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).start();
        byte[] out = process.getInputStream().readAllBytes();
        return new Said(process.waitFor(), out);
    }
}
