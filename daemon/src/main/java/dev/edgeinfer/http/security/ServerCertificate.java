package dev.edgeinfer.http.security;

import dev.edgeinfer.config.TlsConfig;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate with which the API encrypts: the user's, read again when its files change, or one of our own. */
public final class ServerCertificate implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final Optional<TlsConfig.Files> files;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("certificate").daemon().factory());

    private final HandshakeLimit handshakes = new HandshakeLimit(System::nanoTime);

    private volatile Pair pair;
    private List<FileTime> seen;
    private Consumer<Tls> user = tls -> {};

    /** @param chain the certificate, and those that it is signed with */
    record Pair(PrivateKey key, List<X509Certificate> chain) {

        X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    private ServerCertificate(Optional<TlsConfig.Files> files, Pair pair) {
        this.files = files;
        this.pair = pair;
        seen = times();
    }

    /**
     * @param stateDirectory where one of our own is kept
     * @throws HttpStartException when there is none that can be used
     */
    public static ServerCertificate load(TlsConfig config, Optional<Path> stateDirectory) {
        var loaded =
                switch (config) {
                    case TlsConfig.Files files -> new ServerCertificate(Optional.of(files), read(files));
                    case TlsConfig.Generated() ->
                        new ServerCertificate(Optional.empty(), GeneratedCertificate.of(stateDirectory));
                };
        loaded.report();
        return loaded;
    }

    public Tls tls() {
        return keys().manager(handshakes).build();
    }

    private io.helidon.common.tls.TlsConfig.Builder keys() {
        return Tls.builder().privateKey(pair.key).privateKeyCertChain(pair.chain);
    }

    /** Tells a user of {@link #tls} when there is another, from a thread of its own. */
    public void watch(Consumer<Tls> changed) {
        user = changed;
        if (files.isPresent()) {
            watch.scheduleWithFixedDelay(this::look, LOOK_EVERY.toSeconds(), LOOK_EVERY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Reads the files again if they have changed. */
    void look() {
        List<FileTime> now = times();
        if (now.equals(seen)) {
            return;
        }
        try {
            pair = read(files.orElseThrow());
            user.accept(keys().build());
            report();
        } catch (HttpStartException e) {
            // Who renews a certificate replaces two files one after the other.
            log.warn("{}; the certificate of before stays in use", e.getMessage());
        }
        seen = now;
    }

    private List<FileTime> times() {
        return files.stream()
                .flatMap(named -> List.of(named.certificate(), named.key()).stream())
                .map(ServerCertificate::time)
                .toList();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static Pair read(TlsConfig.Files files) {
        try {
            Keys keys = Keys.builder()
                    .pem(pem -> pem.key(Resource.create(files.key())).certChain(Resource.create(files.certificate())))
                    .build();
            var pair = new Pair(keys.privateKey().orElseThrow(), keys.certChain());
            verify(pair);
            return pair;
        } catch (RuntimeException | GeneralSecurityException e) {
            throw new HttpStartException(
                    "http.tls: \"%s\" and \"%s\" are not a certificate and its key: %s"
                            .formatted(files.certificate(), files.key(), e.getMessage()),
                    e);
        }
    }

    /** Signs something with the key that the certificate must confirm. */
    private static void verify(Pair pair) throws GeneralSecurityException {
        String algorithm =
                switch (pair.key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> pair.key.getAlgorithm();
                };
        var signature = java.security.Signature.getInstance(algorithm);
        signature.initSign(pair.key);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(pair.certificate().getPublicKey());
        signature.update((byte) 1);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is that of another certificate");
        }
    }

    private void report() {
        X509Certificate certificate = pair.certificate();
        log.info(
                "the API encrypts with the certificate of {}, valid until {}, SHA-256 {}",
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotAfter().toInstant(),
                fingerprint());
    }

    /** As {@code openssl x509 -fingerprint -sha256} shows it. */
    String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(pair.certificate().getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /** Makes connections that trust this very certificate and no other. */
    public SSLSocketFactory trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Pinned(pair.certificate())}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        handshakes.close();
    }

    /** Trusts one certificate. */
    private static final class Pinned extends X509ExtendedTrustManager {

        private final X509Certificate only;

        Pinned(X509Certificate only) {
            this.only = only;
        }

        private void verify(X509Certificate[] chain) throws CertificateException {
            if (!chain[0].equals(only)) {
                throw new CertificateException("it is another certificate than the one of the API");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            verify(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            verify(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            verify(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("it is for servers");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("it is for servers");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("it is for servers");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
