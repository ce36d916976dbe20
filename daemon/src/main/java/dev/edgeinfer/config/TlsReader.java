package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code http.tls}. */
final class TlsReader {

    private static final String GENERATED = "generated";
    private static final String KEY_HINT = "write the path of a PEM file with the private key, such as key.pem";
    private static final long MOST_BYTES = 100_000;

    private final Path folder;

    /** @param folder where relative paths start */
    TlsReader(Path folder) {
        this.folder = folder;
    }

    Optional<TlsConfig> read(YamlValue value) {
        if (!value.isPresent()) {
            return Optional.empty();
        }
        if (value.is(GENERATED)) {
            return Optional.of(new TlsConfig.Generated());
        }
        if (!value.isCollection()) {
            value.problem("is no way to encrypt", "write generated, or { certificate: cert.pem, key: key.pem }");
            return Optional.empty();
        }
        return value.map(this::files);
    }

    private Optional<TlsConfig> files(YamlMap tls) {
        YamlValue certificate =
                tls.get("certificate").required("write the path of a PEM file with the certificate, such as cert.pem");
        YamlValue key = tls.get("key").required(KEY_HINT);
        boolean certified = !Certificates.read(certificate, folder).isEmpty();
        Optional<Path> keyFile = key.string().flatMap(text -> keyFile(key, text));
        return certified
                ? keyFile.flatMap(file -> certificate
                        .string()
                        .map(text -> new TlsConfig.Files(folder.resolve(text).normalize(), file)))
                : Optional.empty();
    }

    private Optional<Path> keyFile(YamlValue value, String text) {
        try {
            Path file = folder.resolve(text).normalize();
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                value.problem("is not a file with a private key", KEY_HINT);
                return Optional.empty();
            }
            String pem = Files.readString(file);
            if (pem.contains("ENCRYPTED")) {
                value.problem(
                        "is encrypted, and the daemon has nobody to ask for its password",
                        "decrypt it with openssl pkey, and have its mode be 0600");
            } else if (!pem.contains("PRIVATE KEY-----")) {
                value.problem("has no private key in it", KEY_HINT);
            } else {
                return Optional.of(file);
            }
        } catch (InvalidPathException e) {
            value.problem("is not a path: " + e.getReason(), KEY_HINT);
        } catch (IOException e) {
            value.problem("cannot be read: " + e.getMessage(), "make it readable for the user of the daemon");
        }
        return Optional.empty();
    }
}
