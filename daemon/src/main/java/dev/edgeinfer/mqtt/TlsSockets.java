package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.MqttTls;
import dev.edgeinfer.config.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes the sockets of secured connections. That the name in the broker's certificate is checked, the client sees to. */
final class TlsSockets {

    private static final char[] NO_PASSWORD = {};

    private TlsSockets() {}

    /** @throws BrokerException when one of the files is not what it was when the configuration was read */
    static SSLSocketFactory of(MqttTls tls) throws BrokerException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Null stands for Java's own.
            TrustManager[] trusted = tls.ca().isPresent() ? trust(tls.ca().get()) : null;
            KeyManager[] own =
                    tls.identity().isPresent() ? identity(tls.identity().get()) : null;
            context.init(own, trusted, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new BrokerException("the certificates of mqtt cannot be used: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(Path ca) throws GeneralSecurityException, IOException, BrokerException {
        KeyStore store = empty();
        for (X509Certificate certificate : certificates(ca)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] identity(MqttTls.Identity identity)
            throws GeneralSecurityException, IOException, BrokerException {
        KeyStore store = empty();
        Certificate[] chain = certificates(identity.certificate()).toArray(Certificate[]::new);
        try {
            store.setKeyEntry("device", PemFiles.key(identity.key()), NO_PASSWORD, chain);
        } catch (PemFiles.UnusableException e) {
            throw new BrokerException("the file \"%s\" %s".formatted(identity.key(), e.getMessage()), e);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static List<X509Certificate> certificates(Path file) throws BrokerException {
        try {
            return PemFiles.certificates(file);
        } catch (PemFiles.UnusableException e) {
            throw new BrokerException("the file \"%s\" %s".formatted(file, e.getMessage()), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
