package dev.edgeinfer.config;

import dev.edgeinfer.config.MqttTls.Identity;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the keys of {@code mqtt} that are for TLS, and looks into the files that they name. */
final class MqttTlsReader {

    private final Path folder;

    /** @param folder where relative paths start */
    MqttTlsReader(Path folder) {
        this.folder = folder;
    }

    /** @param secured whether the URL asks for TLS; empty: that is not known */
    Optional<MqttTls> read(YamlMap mqtt, Optional<Boolean> secured) {
        YamlValue ca = mqtt.get("ca");
        YamlValue certificate = mqtt.get("certificate");
        YamlValue key = mqtt.get("key");
        if (!secured.orElse(true)) {
            List.of(ca, certificate, key).stream()
                    .filter(YamlValue::isPresent)
                    .forEach(value -> value.keyProblem("has no effect with mqtt://", "write url: mqtts://HOST"));
            return Optional.empty();
        }
        Optional<Content<List<X509Certificate>>> authority = content(ca, PemFiles::certificates);
        return Optional.of(new MqttTls(authority.map(Content::file), identity(certificate, key)));
    }

    private record Content<T>(Path file, T content) {}

    private Optional<Identity> identity(YamlValue certificate, YamlValue key) {
        Optional<Content<List<X509Certificate>>> shown = content(certificate, PemFiles::certificates);
        Optional<Content<PrivateKey>> own = content(key, PemFiles::key);
        if (certificate.isPresent() && !key.isPresent()) {
            certificate.keyProblem("has no key", "write key: FILE with its private key as well");
        }
        if (key.isPresent() && !certificate.isPresent()) {
            key.keyProblem("has no certificate", "write certificate: FILE as well");
        }
        return shown.flatMap(chain -> own.map(secret -> {
            if (!PemFiles.belong(secret.content(), chain.content().getFirst())) {
                key.problem("is not the key of the certificate", "name the key that the certificate was made for");
            }
            return new Identity(chain.file(), secret.file());
        }));
    }

    private <T> Optional<Content<T>> content(YamlValue value, Function<Path, T> reader) {
        return value.string().flatMap(written -> {
            try {
                Path file = folder.resolve(written).normalize();
                return Optional.of(new Content<>(file, reader.apply(file)));
            } catch (InvalidPathException e) {
                value.problem("is not a path: " + e.getReason(), "write the path of a file in PEM");
            } catch (PemFiles.UnusableException e) {
                value.problem(e.rule(), e.hint());
            }
            return Optional.empty();
        });
    }
}
