package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads files with certificates that the configuration names, so that a wrong one is found before it is needed. */
final class Certificates {

    private static final long MOST_BYTES = 4_000_000;
    private static final String HINT = "write the path of a file with PEM certificates, such as ca.pem";

    private Certificates() {}

    /** The certificates of a file, at least one; empty when no file is named, or after a problem was reported. */
    static List<X509Certificate> read(YamlValue value, Path folder) {
        return value.string()
                .flatMap(path -> file(value, folder, path))
                .map(file -> content(value, file))
                .orElse(List.of());
    }

    private static Optional<Path> file(YamlValue value, Path folder, String path) {
        try {
            return Optional.of(folder.resolve(path).normalize());
        } catch (InvalidPathException e) {
            value.problem("is not a path: " + e.getReason(), HINT);
            return Optional.empty();
        }
    }

    private static List<X509Certificate> content(YamlValue value, Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                value.problem("is not a file with certificates", HINT);
                return List.of();
            }
            try (InputStream in = Files.newInputStream(file)) {
                List<X509Certificate> certificates =
                        CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                                .map(X509Certificate.class::cast)
                                .toList();
                if (certificates.isEmpty()) {
                    value.problem("has no certificate in it", HINT);
                }
                return certificates;
            }
        } catch (CertificateException e) {
            value.problem("has something else than certificates in it", HINT);
        } catch (IOException e) {
            value.problem("cannot be read: " + e.getMessage(), "make it readable for the user of the daemon");
        }
        return List.of();
    }
}
