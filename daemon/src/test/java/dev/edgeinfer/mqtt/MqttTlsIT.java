package dev.edgeinfer.mqtt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.MqttConfig;
import dev.edgeinfer.config.MqttTls;
import dev.edgeinfer.config.MqttTls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that asks for the certificate of the device, and what is wrong when something is. */
class MqttTlsIT {

    @TempDir
    Path folder;

    private final PublisherBoard board = new PublisherBoard();
    private Certificates certificates;
    private Path ca;
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        certificates = new Certificates(folder);
        ca = certificates.authority("ca");
        certificates.signed("broker", "localhost", "ca");
        certificates.signed("board-7", "board-7", "ca");
        broker = broker();
    }

    private Mosquitto broker() throws Exception {
        return new Mosquitto(
                        folder,
                        "cafile " + ca,
                        "certfile " + folder.resolve("broker.crt"),
                        "keyfile " + certificates.keyOf("broker"),
                        "require_certificate true",
                        "use_identity_as_username true",
                        "allow_anonymous false")
                .start();
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void aDeviceWithItsCertificateIsTaken() throws Exception {
        try (var publisher = started(new MqttTls(Optional.of(ca), identity("board-7")))) {
            await().until(() -> publisher.status().connectedSince().isPresent());
            assertEquals(
                    "mqtts://localhost:" + broker.port(), publisher.status().broker());
        }
    }

    @Test
    void aBrokerThatAnotherAuthoritySignedIsRefused() throws Exception {
        Path other = certificates.authority("other");
        assertRefused(
                new MqttTls(Optional.of(other), identity("board-7")),
                "its certificate is signed by nobody that this device trusts; name the CA's certificate in mqtt.ca");
    }

    @Test
    void aBrokerIsRefusedByAllThatJavaTrusts() {
        assertRefused(
                new MqttTls(Optional.empty(), identity("board-7")),
                "its certificate is signed by nobody that this device trusts; name the CA's certificate in mqtt.ca");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        broker.close();
        certificates.signed("broker", "elsewhere.example", "ca");
        broker = broker();
        assertRefused(
                new MqttTls(Optional.of(ca), identity("board-7")),
                "its certificate is for another name than that in mqtt.url");
    }

    @Test
    void aCertificateThatHasExpiredIsRefused() throws Exception {
        broker.close();
        certificates.openssl(
                "x509",
                "-req",
                "-in",
                "broker.csr",
                "-CA",
                "ca.crt",
                "-CAkey",
                "ca.key",
                "-days",
                "-1",
                "-out",
                "broker.crt",
                "-extfile",
                "broker.ext");
        broker = broker();
        assertRefused(
                new MqttTls(Optional.of(ca), identity("board-7")),
                "its certificate has expired, or the clock of this device is wrong");
    }

    @Test
    void aDeviceWithoutCertificateIsRefused() {
        assertRefused(new MqttTls(Optional.of(ca), Optional.empty()), "it refuses the certificate of this device");
    }

    @Test
    void aDeviceThatAnotherAuthoritySignedIsRefused() throws Exception {
        certificates.authority("other");
        certificates.signed("stranger", "stranger", "other");
        assertRefused(new MqttTls(Optional.of(ca), identity("stranger")), "it refuses the certificate of this device");
    }

    @Test
    void aPortWithoutTlsIsNamed() throws Exception {
        broker.close();
        broker = new Mosquitto(folder).start();
        assertRefused(new MqttTls(Optional.of(ca), Optional.empty()), "does not speak TLS there");
    }

    @Test
    void renewedCertificatesAreTakenWithoutARestart() throws Exception {
        certificates.authority("other");
        certificates.signed("stranger", "stranger", "other");
        Path certificate = folder.resolve("device.crt");
        Path key = folder.resolve("device.key");
        Files.copy(folder.resolve("stranger.crt"), certificate);
        Files.copy(folder.resolve("stranger.key"), key);
        try (var publisher = started(new MqttTls(Optional.of(ca), Optional.of(new Identity(certificate, key))))) {
            await().until(() -> publisher.status().error().isPresent());
            Files.copy(folder.resolve("board-7.crt"), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(folder.resolve("board-7.key"), key, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> publisher.status().connectedSince().isPresent());
        }
    }

    private Optional<Identity> identity(String name) {
        return Optional.of(new Identity(folder.resolve(name + ".crt"), certificates.keyOf(name)));
    }

    private MqttPublisher started(MqttTls tls) {
        MqttConfig config = PublisherBoard.config(broker.port()).with(tls);
        MqttPublisher publisher = board.impatient(config, new MemoryJournal());
        publisher.start();
        return publisher;
    }

    private void assertRefused(MqttTls tls, String sentence) {
        try (var publisher = started(tls)) {
            await().until(() -> publisher.status().error().isPresent());
            String error = publisher.status().error().orElseThrow();
            assertTrue(error.startsWith("broker localhost:" + broker.port() + ": "), error);
            assertTrue(error.contains(sentence), error);
            assertTrue(publisher.status().connectedSince().isEmpty());
        }
    }
}
