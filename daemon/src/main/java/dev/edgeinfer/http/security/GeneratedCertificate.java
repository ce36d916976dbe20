package dev.edgeinfer.http.security;

import dev.edgeinfer.system.AtomicFile;
import dev.edgeinfer.system.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that the daemon makes for itself with Java's {@code keytool}, once, and keeps in its state directory in the
 * file {@value #NAME}. Nobody has signed it, so who calls has to compare its fingerprint with the one in the log.
 */
final class GeneratedCertificate {

    static final String NAME = "tls.p12";

    private static final Logger log = LoggerFactory.getLogger(GeneratedCertificate.class);
    private static final String ALIAS = "edge-infer";
    /** The file's mode protects it; the format demands a password besides. */
    private static final String PASSWORD = "edge-infer";

    private static final int DAYS = 3650;
    private static final int SECONDS = 60;

    private GeneratedCertificate() {}

    /** @throws HttpStartException when it can neither be read nor made */
    static ServerCertificate.Pair of(Optional<Path> stateDirectory) {
        try {
            if (stateDirectory.isEmpty()) {
                return temporary();
            }
            Path file = stateDirectory.get().resolve(NAME);
            if (Files.exists(file)) {
                try {
                    return read(file);
                } catch (IOException | GeneralSecurityException e) {
                    log.warn("\"{}\" cannot be used and is replaced: {}", file, e.getMessage());
                }
            }
            AtomicFile.at(file).make(GeneratedCertificate::make);
            return read(file);
        } catch (IOException | GeneralSecurityException e) {
            throw new HttpStartException(
                    "http.tls: generated: no certificate can be made (%s); name one with http.tls: { certificate: cert.pem, key: key.pem }"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static ServerCertificate.Pair temporary() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("edge-infer-tls");
        Path file = folder.resolve(NAME);
        try {
            make(file);
            return read(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static ServerCertificate.Pair read(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        if (!(store.getKey(ALIAS, PASSWORD.toCharArray()) instanceof PrivateKey key)
                || !(store.getCertificate(ALIAS) instanceof X509Certificate certificate)) {
            throw new GeneralSecurityException("it has no key or no certificate");
        }
        certificate.checkValidity();
        return new ServerCertificate.Pair(key, List.of(certificate));
    }

    private static void make(Path file) throws IOException {
        String machine = Machine.name().orElse("localhost");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        Integer.toString(DAYS),
                        "-dname",
                        "CN=" + machine,
                        "-ext",
                        "san=dns:%s,dns:localhost,ip:127.0.0.1,ip:::1".formatted(machine),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool failed: " + said.replace('\n', ' '));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("keytool was interrupted", e);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
