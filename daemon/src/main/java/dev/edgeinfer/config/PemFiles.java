package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.TextFile;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates and private keys in PEM. */
public final class PemFiles {

    private static final String PKCS8_HINT =
            "make it PKCS #8 without a passphrase: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

    private PemFiles() {}

    /**
     * The certificates of a file, in its order; at least one.
     *
     * @throws UnusableException when there are none, or the file cannot be read
     */
    public static List<X509Certificate> certificates(Path file) {
        String text = text(file);
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new UnusableException(
                    "has no certificate in PEM", "write the path of a file with -----BEGIN CERTIFICATE-----");
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new UnusableException("has a certificate that is damaged", "copy the file again");
        }
    }

    /**
     * The private key of a file: RSA, DSA or EC.
     *
     * @throws UnusableException when there is none that can be used, or the file cannot be read
     */
    public static PrivateKey key(Path file) {
        String text = text(file);
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new UnusableException("has a passphrase", PKCS8_HINT);
        }
        if (text.contains("-----BEGIN EC PRIVATE KEY-----")) {
            throw new UnusableException("is a key in SEC 1, which Java does not read", PKCS8_HINT);
        }
        if (!text.contains("PRIVATE KEY-----")) {
            throw new UnusableException(
                    "has no private key in PEM", "write the path of a file with -----BEGIN PRIVATE KEY-----");
        }
        try {
            return Keys.builder()
                    .pem(pem -> pem.key(Resource.create("key", text.getBytes(StandardCharsets.UTF_8))))
                    .build()
                    .privateKey()
                    .orElseThrow();
        } catch (RuntimeException e) {
            throw new UnusableException("has a private key that is damaged, or neither RSA, DSA nor EC", PKCS8_HINT);
        }
    }

    /** Whether a private key is that of a certificate. */
    static boolean belong(PrivateKey key, X509Certificate certificate) {
        String kind = key.getAlgorithm();
        if (!kind.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        byte[] text = certificate.getSerialNumber().toByteArray();
        try {
            Signature signature = Signature.getInstance("SHA256with" + (kind.equals("EC") ? "ECDSA" : kind));
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            return TextFile.read(file);
        } catch (InvalidDocumentException e) {
            Problem problem = e.problems().getFirst();
            throw new UnusableException(problem.rule(), problem.hint().orElse("check the path"));
        }
    }

    /** A file does not have what it should. */
    public static final class UnusableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String rule;
        private final String hint;

        UnusableException(String rule, String hint) {
            super(rule + "; " + hint);
            this.rule = rule;
            this.hint = hint;
        }

        /** What is wrong, to follow the name of the file. */
        public String rule() {
            return rule;
        }

        /** What to do. */
        public String hint() {
            return hint;
        }
    }
}
