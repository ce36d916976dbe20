package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.webhook.Target.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a webhook trusts, with an authority and certificates that keytool makes. */
class HttpTargetTlsIT {

    private static final Notification NOTIFICATION = new Notification("board-7-42-1", new byte[] {'{', '}'}, false);
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static final KeyStore ALL = store();

    @BeforeAll
    static void certificates() throws Exception {
        keytool("ca", "CN=ours", "-ext", "bc:c");
        keytool("localhost", "CN=server", "-signer", "ca", "-ext", "san=dns:localhost");
        keytool("other.example", "CN=server", "-signer", "ca", "-ext", "san=dns:other.example");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            ALL.load(in, PASSWORD.toCharArray());
        }
        var base64 =
                Base64.getMimeEncoder().encodeToString(ALL.getCertificate("ca").getEncoded());
        Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    @Test
    void aServerOfTheNamedAuthorityIsTrusted() throws Exception {
        try (var receiver = serverOf("localhost")) {
            assertInstanceOf(Answer.Accepted.class, post(receiver.port(), "ca: " + folder.resolve("ca.pem")));
            assertEquals(1, receiver.accepted.size());
        }
    }

    @Test
    void anotherAuthorityIsNot() throws Exception {
        try (var receiver = serverOf("localhost")) {
            var failed = assertInstanceOf(Answer.Failed.class, post(receiver.port(), ""));
            assertTrue(failed.reason().startsWith("has a certificate that is not right: "), failed.reason());
            assertEquals(0, receiver.received.size());
        }
    }

    @Test
    void aCertificateOfAnotherHostIsNot() throws Exception {
        try (var receiver = serverOf("other.example")) {
            var failed =
                    assertInstanceOf(Answer.Failed.class, post(receiver.port(), "ca: " + folder.resolve("ca.pem")));
            assertEquals(
                    "has a certificate that is not right: No subject alternative DNS name matching localhost found.",
                    failed.reason());
            assertEquals(0, receiver.received.size());
        }
    }

    @Test
    void whoAsksForItTrustsAnyone() throws Exception {
        try (var receiver = serverOf("other.example")) {
            assertInstanceOf(Answer.Accepted.class, post(receiver.port(), "insecure-tls: true"));
        }
    }

    @Test
    void aServerWithoutTlsIsAFailure() throws Exception {
        try (var peer = new RudePeer((out, _) -> RudePeer.write(out, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            var failed = assertInstanceOf(Answer.Failed.class, post(peer.port(), "insecure-tls: true"));
            assertTrue(failed.reason().startsWith("does not agree on TLS: "), failed.reason());
        }
    }

    private static Answer post(int port, String keys) throws InterruptedException {
        String all =
                "url: \"https://localhost:%d/\", timeout: 30s%s".formatted(port, keys.isEmpty() ? "" : ", " + keys);
        try (var target = new HttpTarget(WebhookConfigs.webhook(all), Clock.systemUTC())) {
            return target.post(NOTIFICATION);
        }
    }

    /** @param name of the host that its certificate is for */
    private static Receiver serverOf(String name) throws Exception {
        char[] password = PASSWORD.toCharArray();
        KeyStore own = store();
        own.setKeyEntry(name, ALL.getKey(name, password), password, ALL.getCertificateChain(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return Receiver.encrypted(context);
    }

    private static KeyStore store() {
        try {
            KeyStore empty = KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            return empty;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a key and its certificate. */
    private static void keytool(String alias, String name, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair"));
        command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-alias", alias, "-dname", name));
        command.addAll(List.of("-keystore", folder.resolve("store.p12").toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        Path log = folder.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> log(log));
    }

    private static String log(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
