package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.config.MqttConfig.Broker;
import dev.edgeinfer.config.MqttConfig.Credentials;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mqtt} takes, and the exact sentence for each mistake in it. */
class MqttProblemsTest {

    private static final String REST = "device: { id: board-7 }\ncameras: { porch: { source: \"test://pattern\" } }\n";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=a -keyout a.key -out a.crt");
        openssl("rsa -in a.key -traditional -out pkcs1.key");
        openssl("pkcs8 -topk8 -in a.key -passout pass:secret -out secret.key");
        openssl("ecparam -name prime256v1 -genkey -noout -out sec1.key");
        openssl("pkcs8 -topk8 -nocrypt -in sec1.key -out ec.key");
        Files.writeString(folder.resolve("text"), "hello\n");
        Files.writeString(
                folder.resolve("damaged.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.writeString(
                folder.resolve("damaged.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void onlyTheUrlIsNeeded() {
        assertEquals(
                new MqttConfig(
                        new Broker("192.0.2.10", 1883),
                        Optional.empty(),
                        "edge-infer-board-7",
                        Optional.empty(),
                        "edge-infer",
                        Optional.of("homeassistant"),
                        1,
                        Duration.ofSeconds(30),
                        List.of()),
                read("url: mqtt://192.0.2.10"));
        assertEquals(Optional.empty(), ConfigFile.parse(file(), REST).config().mqtt());
    }

    @Test
    void everyKeyIsTaken() {
        assertEquals(
                new MqttConfig(
                        new Broker("broker_1.lan", 8884),
                        Optional.of(new Credentials("board", Optional.of("p@ss"))),
                        "b7",
                        Optional.of(new MqttTls(
                                Optional.of(folder.resolve("a.crt")),
                                Optional.of(
                                        new MqttTls.Identity(folder.resolve("a.crt"), folder.resolve("pkcs1.key"))))),
                        "site/one",
                        Optional.empty(),
                        0.5,
                        Duration.ofMinutes(1),
                        List.of("person", "dog")),
                read(
                        "url: mqtts://broker_1.lan:8884, user: board, password: p@ss, client-id: b7, ca: a.crt, certificate: a.crt,"
                                + " key: pkcs1.key, prefix: site/one, discovery: { enabled: false }, detections-rate: 0.5, keep-alive: 1min,"
                                + " labels: [person, dog, person]"));
        assertEquals(new Broker("h", 8883), read("url: mqtts://h").broker());
        assertEquals(
                new Broker("[2001:db8::1]", 1884),
                read("url: \"mqtt://[2001:db8::1]:1884/\"").broker());
        assertEquals(
                Optional.of("ha"),
                read("url: mqtt://h, discovery: { prefix: ha }").discovery());
    }

    @Test
    void thePasswordIsInNoText() {
        String text = read("url: mqtt://h, user: board, password: secret-word").toString();
        assertTrue(!text.contains("secret-word") && text.contains("board:***"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            user: board | 1 | mqtt.url: is missing; write url: mqtt://192.0.2.10
            url: 192.0.2.10 | 14 | mqtt.url: "192.0.2.10" is not a URL of a broker; write mqtt://HOST or mqtts://HOST
            url: broker.lan:1883 | 14 | mqtt.url: "broker.lan:1883" is not a URL of a broker; write mqtt://HOST or mqtts://HOST
            url: tcp://broker.lan | 14 | mqtt.url: "tcp://broker.lan" has the unknown scheme "tcp"; known: mqtt, mqtts
            url: mqqt://broker.lan | 14 | mqtt.url: "mqqt://broker.lan" has the unknown scheme "mqqt"; did you mean "mqtt"? (known: mqtt, mqtts)
            url: mqtt:// | 14 | mqtt.url: "mqtt://" names no host; write mqtt://broker.lan:1883
            url: mqtt://h:0 | 14 | mqtt.url: "mqtt://h:0" has the port 0; write one within 1..65535
            url: mqtt://h:70000 | 14 | mqtt.url: "mqtt://h:70000" has the port 70000; write one within 1..65535
            url: mqtt://h:x | 14 | mqtt.url: "mqtt://h:x" has something else where a host and perhaps a port belong; write mqtt://broker.lan:1883
            url: mqtts://h h | 14 | mqtt.url: "mqtts://h h" has something else where a host and perhaps a port belong; write mqtts://broker.lan:8883
            url: mqtt://me@h | 14 | mqtt.url: "mqtt://me@h" has a user in it; write the keys user and password instead
            url: mqtt://h/topic | 14 | mqtt.url: "mqtt://h/topic" has more than a host and a port; remove "/topic"
            url: "mqtts://[2001:db8::1]" | 14 | mqtt.url: "mqtts://[2001:db8::1]" has an IPv6 address, for which the name in the certificate is not checked; write a host name
            url: mqtt://h, password: x | 24 | mqtt.password: has no user; write user: NAME as well
            url: mqtt://h, client-id: a b | 35 | mqtt.client-id: "a b" is not a client id; use up to 128 letters, digits and signs, no blanks
            url: mqtt://h, prefix: a/+/b | 32 | mqtt.prefix: "a/+/b" is not the beginning of a topic; use letters, digits, . _ and -, with / between levels, such as site/edge-infer
            url: mqtt://h, prefix: /a | 32 | mqtt.prefix: "/a" is not the beginning of a topic; use letters, digits, . _ and -, with / between levels, such as site/edge-infer
            url: mqtt://h, discovery: true | 35 | mqtt.discovery: "true" is not a map; write key: value below discovery, indented
            url: mqtt://h, discovery: { prefix: "#" } | 45 | mqtt.discovery.prefix: "#" is not the beginning of a topic; use letters, digits, . _ and -, with / between levels, such as site/edge-infer
            url: mqtt://h, detections-rate: 1000 | 41 | mqtt.detections-rate: "1000" is out of range; 0..100 is allowed
            url: mqtt://h, keep-alive: 1s | 36 | mqtt.keep-alive: "1s" is out of range; 5s..12h is allowed
            url: mqtt://h, labels: person | 32 | mqtt.labels: "person" is not a list; write labels: [a, b]
            url: mqtt://h, ca: a.crt | 24 | mqtt.ca: has no effect with mqtt://; write url: mqtts://HOST
            url: mqtts://h, certificate: a.crt | 25 | mqtt.certificate: has no key; write key: FILE with its private key as well
            url: mqtts://h, key: a.key | 25 | mqtt.key: has no certificate; write certificate: FILE as well
            url: mqtts://h, certificate: a.crt, key: ec.key | 50 | mqtt.key: "ec.key" is not the key of the certificate; name the key that the certificate was made for
            url: mqtts://h, ca: a.crl | 29 | mqtt.ca: "a.crl" does not exist; did you mean "FOLDER/a.crt"?
            url: mqtts://h, ca: text | 29 | mqtt.ca: "text" has no certificate in PEM; write the path of a file with -----BEGIN CERTIFICATE-----
            url: mqtts://h, ca: damaged.crt | 29 | mqtt.ca: "damaged.crt" has a certificate that is damaged; copy the file again
            url: mqtts://h, certificate: a.crt, key: a.crt | 50 | mqtt.key: "a.crt" has no private key in PEM; write the path of a file with -----BEGIN PRIVATE KEY-----
            url: mqtts://h, certificate: a.crt, key: damaged.key | 50 | mqtt.key: "damaged.key" has a private key that is damaged, or neither RSA, DSA nor EC; make it PKCS #8 without a passphrase: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW
            url: mqtts://h, certificate: a.crt, key: secret.key | 50 | mqtt.key: "secret.key" has a passphrase; make it PKCS #8 without a passphrase: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW
            url: mqtts://h, certificate: a.crt, key: sec1.key | 50 | mqtt.key: "sec1.key" is a key in SEC 1, which Java does not read; make it PKCS #8 without a passphrase: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW
            """)
    void aMistakeIsNamed(String keys, int column, String sentence) {
        var e = assertThrows(InvalidDocumentException.class, () -> read(keys));
        assertEquals(
                "%s:3:%d: %s".formatted(file(), column, sentence.replace("FOLDER", folder.toString())), e.getMessage());
    }

    @Test
    void aFileThatMayNotBeReadIsNamed() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("directory"));
        var e = assertThrows(InvalidDocumentException.class, () -> read("url: mqtts://h, ca: directory"));
        assertEquals(
                file() + ":3:29: mqtt.ca: \"directory\" is a directory; name a file in it",
                e.getMessage(),
                directory.toString());
    }

    @Test
    void aCameraMayNotHaveTheNameOfATopic() {
        String text = "cameras: { events: { source: \"test://pattern\" } }\nmqtt: { url: \"mqtt://h\" }\n";
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(file(), text));
        assertEquals(
                file()
                        + ":1:12: cameras.events: is the name of a topic that is none of a camera's; rename the camera, or remove the key mqtt",
                e.getMessage());
    }

    private static MqttConfig read(String keys) {
        return ConfigFile.parse(file(), REST + "mqtt: { " + keys + " }\n")
                .config()
                .mqtt()
                .orElseThrow();
    }

    private static Path file() {
        return folder.resolve("edge-infer.yaml");
    }

    private static void openssl(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0, arguments);
    }
}
