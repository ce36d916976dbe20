package dev.edgeinfer.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a connection to a broker is secured. The files are read anew for each connection, so that certificates can be
 * renewed while the daemon runs.
 *
 * @param ca certificates in PEM that may have signed the broker's; empty: those that Java trusts
 * @param identity what the device shows of itself; empty: nothing
 */
public record MqttTls(Optional<Path> ca, Optional<Identity> identity) {

    /**
     * A client certificate.
     *
     * @param certificate in PEM, that of the device first, then those in between up to the CA's
     * @param key its private key in PEM (PKCS #8, or PKCS #1 for RSA), without a passphrase
     */
    public record Identity(Path certificate, Path key) {}
}
