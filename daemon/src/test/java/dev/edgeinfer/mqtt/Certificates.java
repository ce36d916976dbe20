package dev.edgeinfer.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes CAs and what they sign, with {@code openssl}. */
final class Certificates {

    private final Path folder;

    Certificates(Path folder) {
        this.folder = folder;
    }

    /** @return its certificate; the key is beside it */
    Path authority(String name) throws IOException, InterruptedException {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key(name),
                "-out",
                certificate(name));
        return folder.resolve(certificate(name));
    }

    /**
     * @param host for which the certificate is
     * @return its certificate; the key is beside it
     */
    Path signed(String name, String host, String authority) throws IOException, InterruptedException {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key(name),
                "-out",
                name + ".csr");
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:" + host + "\n");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                certificate(authority),
                "-CAkey",
                key(authority),
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                name + ".ext",
                "-out",
                certificate(name));
        return folder.resolve(certificate(name));
    }

    Path keyOf(String name) {
        return folder.resolve(key(name));
    }

    /** Runs one command of it in the folder. */
    void openssl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private static String key(String name) {
        return name + ".key";
    }

    private static String certificate(String name) {
        return name + ".crt";
    }
}
