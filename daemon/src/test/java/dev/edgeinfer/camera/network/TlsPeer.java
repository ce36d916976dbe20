package dev.edgeinfer.camera.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Encrypts a server that speaks without, with a certificate that an authority of the test's own has signed.
 */
final class TlsPeer implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final Path authority;
    private final SSLServerSocket server;
    private final int plainPort;
    private final List<AutoCloseable> sockets = new CopyOnWriteArrayList<>();

    /**
     * With a certificate that the authority has signed.
     *
     * @param folder for keys and certificates
     * @param plainPort of a server on loopback
     * @param name in its certificate
     */
    TlsPeer(Path folder, int plainPort, String name) throws IOException, GeneralSecurityException {
        this(folder, plainPort, name, "-signer", "authority");
    }

    /** With a certificate that nobody has signed but itself, as cameras come with. */
    static TlsPeer selfSigned(Path folder, int plainPort, String name) throws IOException, GeneralSecurityException {
        return new TlsPeer(folder, plainPort, name, new String[0]);
    }

    private TlsPeer(Path folder, int plainPort, String name, String... signer)
            throws IOException, GeneralSecurityException {
        this.plainPort = plainPort;
        KeyStore keys = keys(folder, name, signer);
        authority = folder.resolve("authority.pem");
        write(keys.getCertificate(signer.length == 0 ? "server" : "authority"), authority);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.deleteEntry("authority");
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The certificate of who has signed it, in PEM. */
    Path authority() {
        return authority;
    }

    @Override
    public void close() {
        try {
            server.close();
            for (AutoCloseable socket : sockets) {
                socket.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket outside = server.accept();
                Thread.ofVirtual().start(() -> connect(outside));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket outside) {
        sockets.add(outside);
        try (outside;
                Socket inside = new Socket(InetAddress.getLoopbackAddress(), plainPort)) {
            sockets.add(inside);
            Thread back = Thread.ofVirtual().start(() -> copy(inside, outside));
            copy(outside, inside);
            back.join();
        } catch (IOException | InterruptedException e) {
            // Nobody speaks inside: who is outside notices.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One of both has gone, and takes the other with it.
        }
    }

    private static KeyStore keys(Path folder, String name, String... signer)
            throws IOException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        keytool(store, "authority", "CN=an authority of the test", "-ext", "bc:c");
        keytool(
                store,
                "server",
                "CN=" + name,
                Stream.concat(Stream.of("-ext", "SAN=DNS:" + name), Stream.of(signer))
                        .toArray(String[]::new));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static void keytool(Path store, String alias, String name, String... more) {
        Stream<String> command = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        try {
            Process keytool = new ProcessBuilder(
                            Stream.concat(command, Stream.of(more)).toList())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (keytool.onExit().join().exitValue() != 0) {
                throw new AssertionError(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Certificate certificate, Path file) throws IOException, GeneralSecurityException {
        String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(text));
    }
}
