package dev.edgeinfer.http.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.config.AccessConfig;
import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.config.TlsConfig;
import dev.edgeinfer.http.ApiServer;
import dev.edgeinfer.http.CannedSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over TLS, with certificates made by keytool. */
class ServerCertificateIT {

    private static final Duration AMPLE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void oneOfOurOwnIsMadeOnceAndKept() throws Exception {
        var config = encrypted(new TlsConfig.Generated());
        try (var server = ApiServer.start(config, CannedSources.supplied(), Optional.of(directory))) {
            assertEquals("https", server.url().getScheme());
            assertEquals(Optional.empty(), server.obstacle(AMPLE));
        }
        Path file = directory.resolve(GeneratedCertificate.NAME);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        var first = ServerCertificate.load(new TlsConfig.Generated(), Optional.of(directory));
        assertEquals(
                first.fingerprint(),
                ServerCertificate.load(new TlsConfig.Generated(), Optional.of(directory))
                        .fingerprint());

        Files.writeString(file, "broken");

        assertNotEquals(
                first.fingerprint(),
                ServerCertificate.load(new TlsConfig.Generated(), Optional.of(directory))
                        .fingerprint());
    }

    @Test
    void newFilesAreTakenOverWhileTheServerListens() throws Exception {
        var one = GeneratedCertificate.of(Optional.empty());
        var two = GeneratedCertificate.of(Optional.empty());
        TlsConfig.Files files = write(one, one, 1);
        var certificate = ServerCertificate.load(files, Optional.empty());
        var told = new ArrayList<>();
        certificate.watch(told::add);
        String first = certificate.fingerprint();

        certificate.look();
        assertEquals(0, told.size());

        write(two, one, 2);
        certificate.look();
        assertEquals(first, certificate.fingerprint());

        write(two, two, 3);
        certificate.look();
        assertEquals(1, told.size());
        assertNotEquals(first, certificate.fingerprint());
        certificate.close();
    }

    @Test
    void theWatchdogTrustsThisCertificateAlone() throws Exception {
        var own = GeneratedCertificate.of(Optional.empty());
        TlsConfig.Files files = write(own, own, 1);
        var other = ServerCertificate.load(new TlsConfig.Generated(), Optional.empty());
        try (var server = ApiServer.start(encrypted(files), CannedSources.supplied(), Optional.empty())) {
            assertEquals(Optional.empty(), server.obstacle(AMPLE));
            var foreign = (SSLSocket)
                    other.trusting().createSocket("127.0.0.1", server.url().getPort());
            assertThrows(SSLHandshakeException.class, foreign::startHandshake);
            foreign.close();
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsOneSentence() throws Exception {
        TlsConfig.Files files =
                write(GeneratedCertificate.of(Optional.empty()), GeneratedCertificate.of(Optional.empty()), 1);

        var failure = assertThrows(HttpStartException.class, () -> ServerCertificate.load(files, Optional.empty()));

        assertTrue(failure.getMessage().endsWith("the key is that of another certificate"), failure.getMessage());
    }

    private static HttpConfig encrypted(TlsConfig tls) {
        return new HttpConfig(
                "127.0.0.1", 0, new AccessConfig(Accounts.NONE, false, Optional.of(tls), List.of(), List.of(), 1000));
    }

    /** @param second tells the times of the files apart */
    private TlsConfig.Files write(ServerCertificate.Pair certificate, ServerCertificate.Pair key, int second)
            throws Exception {
        X509Certificate first = certificate.certificate();
        return new TlsConfig.Files(
                pem("cert.pem", "CERTIFICATE", first.getEncoded(), second),
                pem("key.pem", "PRIVATE KEY", key.key().getEncoded(), second));
    }

    private Path pem(String name, String type, byte[] content, int second) throws IOException {
        String text = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000L));
        return file;
    }
}
