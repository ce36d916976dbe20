package dev.edgeinfer.config;

import java.nio.file.Path;

/** Where the certificate of the API comes from. */
public sealed interface TlsConfig {

    /** One that the daemon makes for itself, once. */
    record Generated() implements TlsConfig {}

    /**
     * One of the user's.
     *
     * @param certificate PEM file with the certificate and those that it is signed with, in this order
     * @param key PEM file with its private key, not encrypted
     */
    record Files(Path certificate, Path key) implements TlsConfig {}
}
