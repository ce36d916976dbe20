package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.config.WebhookConfig.Events;
import dev.edgeinfer.config.WebhookConfig.Phase;
import dev.edgeinfer.config.WebhookConfig.Secret;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks as they are written in the file, and the exact sentence for each mistake. */
class WebhookProblemsTest {

    private static final String CAMERAS = """
            cameras:
              porch: { source: "v4l2:///dev/video0", zones: { step: [[0, 0], [1, 0], [1, 1]] } }
              yard: { source: "v4l2:///dev/video1" }
            """;
    private static final String URL = "\"http://192.0.2.10/notify\"";

    @TempDir
    Path folder;

    @Test
    void everyKeyIsMapped() throws IOException {
        Files.writeString(folder.resolve("secret"), "a-key-of-more-than-24-bytes\n");
        WebhookConfig webhook = webhooks("""
                webhooks:
                  phone:
                    url: https://hooks.example.org:8443/a/b?token=t
                    secret: ${file:%s/secret}
                    timeout: 3s
                    events: { phases: [new, end], labels: person, cameras: [porch, yard], zones: [step] }
                    rules: true
                    armed: true
                    snapshot: true
                    max-snapshot: 200kB
                    headers: { Authorization: Bearer abc, X-Board: "7" }
                    min-interval: 500ms
                    attempts: 5
                    max-age: 2h
                    insecure-tls: true
                """.formatted(folder)).get("phone");

        assertEquals(
                new WebhookConfig(
                        "phone",
                        URI.create("https://hooks.example.org:8443/a/b?token=t"),
                        Optional.of(new Secret("a-key-of-more-than-24-bytes")),
                        Duration.ofSeconds(3),
                        new Events(
                                Set.of(Phase.NEW, Phase.END),
                                List.of("person"),
                                List.of("porch", "yard"),
                                List.of("step")),
                        true,
                        true,
                        true,
                        200_000,
                        Map.of("Authorization", "Bearer abc", "X-Board", "7"),
                        Duration.ofMillis(500),
                        OptionalInt.of(5),
                        Duration.ofHours(2),
                        List.of(),
                        true),
                webhook);
        assertEquals(
                List.of("Authorization", "X-Board"),
                List.copyOf(webhook.headers().keySet()));
    }

    @Test
    void everythingButTheUrlHasADefault() throws IOException {
        assertEquals(
                Map.of("phone", new WebhookConfig("phone", URI.create("http://192.0.2.10/notify"))),
                webhooks("webhooks: { phone: { url: " + URL + " } }\n"));
    }

    @Test
    void eventsHaveShortForms() throws IOException {
        assertEquals(events(EnumSet.allOf(Phase.class)), eventsOf("all"));
        assertEquals(events(Set.of(Phase.END)), eventsOf("end"));
        assertEquals(events(Set.of(Phase.NEW, Phase.END)), eventsOf("[new, end]"));
        assertEquals(
                new Events(EnumSet.allOf(Phase.class), List.of("cat"), List.of(), List.of()),
                eventsOf("{ labels: [cat] }"));
    }

    @Test
    void aRuleMayHaveAWebhookOfItsOwnAndNameOthers() throws IOException {
        Config config = read("""
                webhooks:
                  phone: { url: "http://192.0.2.11/" }
                rules:
                  door:
                    when: { label: person }
                    gpio: { line: GPIO17 }
                    webhook: { url: "http://192.0.2.10/notify" }
                  cat:
                    when: { label: cat }
                    webhook: phone
                  dog:
                    when: { label: dog }
                    webhook: [phone, { url: "http://192.0.2.12/" }, phone]
                """).config();

        assertEquals(
                List.of("phone", "door", "dog"), List.copyOf(config.webhooks().keySet()));
        assertEquals(
                new WebhookConfig("door", URI.create("http://192.0.2.10/notify")),
                config.webhooks().get("door"));
        assertEquals(List.of("door"), config.rules().get("door").webhooks());
        assertEquals(List.of("phone"), config.rules().get("cat").webhooks());
        assertEquals(List.of(), config.rules().get("cat").gpio());
        assertEquals(List.of("phone", "dog"), config.rules().get("dog").webhooks());
    }

    @Test
    void labelsAreCheckedAgainstTheModel() throws IOException {
        LoadedConfig loaded = read("""
                webhooks:
                  phone: { url: %1$s, events: { labels: [person, persn] } }
                rules:
                  cat:
                    when: { label: cat }
                    webhook: { url: %1$s, events: { labels: cta } }
                """.formatted(URL));
        loaded.verifyLabels("test", List.of("person", "persn", "cat", "cta"));
        var e = assertThrows(
                InvalidDocumentException.class, () -> loaded.verifyLabels("nanodet-g", List.of("person", "cat")));
        assertEquals("""
                edge-infer.yaml:5:72: webhooks.phone.events.labels[1]: "persn" is not a label of model "nanodet-g"; did you mean "person"? (known: person, cat)
                edge-infer.yaml:9:67: rules.cat.webhook.events.labels: "cta" is not a label of model "nanodet-g"; did you mean "cat"? (known: person, cat)""", e.getMessage().replace(folder + "/", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ftp://h/                    | has the scheme "ftp"; known: http, https
            htpp://h/                   | has the scheme "htpp"; did you mean "http"? (known: http, https)
            192.0.2.10/notify           | has no scheme; write http://HOST/PATH or https://HOST/PATH
            http:notify                 | names no host; write http://HOST/PATH or https://HOST/PATH
            http:///notify              | names no host; write http://HOST/PATH or https://HOST/PATH
            http://                     | is not a URL: expected authority (character 8); write http://HOST/PATH or https://HOST/PATH; percent-encode what no URL has: %20 is a blank
            http://h/a b                | is not a URL: illegal character in path (character 11); write http://HOST/PATH or https://HOST/PATH; percent-encode what no URL has: %20 is a blank
            http://me:geheim@h/         | names a user, who would be seen wherever the URL is; write headers: { Authorization: "${file:/path}" }, or secret: to sign requests
            http://geheim@h/            | names a user, who would be seen wherever the URL is; write headers: { Authorization: "${file:/path}" }, or secret: to sign requests
            http://my_host/?key=geheim  | has something else where a host and perhaps a port belong; a host has letters, digits, dots and -; otherwise write its address
            http://h:port/              | has something else where a host and perhaps a port belong; a host has letters, digits, dots and -; otherwise write its address
            http://h:0/                 | has the port 0; write one within 1..65535
            http://h:70000/             | has the port 70000; write one within 1..65535
            http://h/a#geheim           | has a fragment, which no request carries; remove # and what follows
            """)
    void aUrlThatIsNoTargetIsRefusedWithoutBeingShown(String url, String sentence) {
        String problem = problem("webhooks:\n  phone: { url: \"" + url + "\" }\n");
        assertEquals("edge-infer.yaml:5:12: webhooks.phone.url: " + sentence, problem);
        assertFalse(problem.contains("geheim"), problem);
    }

    @Test
    void anythingElseThatIsWrongIsNamed() {
        assertProblems("""
                webhooks:
                  a: { timeout: 0s, min-interval: 2h, attempts: 0, max-age: 0s }
                  b: { url: http://h/, secret: geheim-but-short, events: sometimes, retires: 3 }
                  c: { url: http://h/, secret: "whsec_no base64 at all in here", events: [] }
                  d: { url: http://h/, ca: none.pem, insecure-tls: true, max-snapshot: 0MB }
                  e: { url: https://h/, ca: edge-infer.yaml, insecure-tls: true, snapshot: yes }
                  f: { url: http://h/, events: { cameras: [back], zones: stpe, labels: [], phases: [newer] } }
                  G: http://h/
                """, """
                edge-infer.yaml:5:3: webhooks.a.url: is missing; write url: "http://192.0.2.10/notify"
                edge-infer.yaml:5:17: webhooks.a.timeout: "0s" is out of range; 100ms..5min is allowed
                edge-infer.yaml:5:35: webhooks.a.min-interval: "2h" is out of range; 0ms..1h is allowed
                edge-infer.yaml:5:49: webhooks.a.attempts: "0" is out of range; 1..1000 is allowed
                edge-infer.yaml:5:61: webhooks.a.max-age: "0s" is out of range; 1s..720h is allowed
                edge-infer.yaml:6:24: webhooks.b.secret: is a key of 16 bytes, which can be guessed; take at least 24, such as what openssl rand -base64 32 writes
                edge-infer.yaml:6:58: webhooks.b.events: "sometimes" is not a choice here; known: all, new, update, end
                edge-infer.yaml:6:69: webhooks.b.retires: unknown key; known: url, secret, timeout, events, rules, armed, snapshot, max-snapshot, headers, min-interval, attempts, max-age and 2 more
                edge-infer.yaml:7:24: webhooks.c.secret: has no base64 after whsec_; write what the receiver gave you, or any other text
                edge-infer.yaml:7:66: webhooks.c.events: names none of new, update, end; name one, or remove the key
                edge-infer.yaml:8:24: webhooks.d.ca: has no effect with http; write an https URL or remove the key
                edge-infer.yaml:8:28: webhooks.d.ca: "none.pem" is not a file with certificates; write the path of a file with PEM certificates, such as ca.pem
                edge-infer.yaml:8:38: webhooks.d.insecure-tls: has no effect with http; write an https URL or remove the key
                edge-infer.yaml:8:58: webhooks.d.max-snapshot: has no effect without snapshots; write snapshot: true or remove the key
                edge-infer.yaml:8:72: webhooks.d.max-snapshot: "0MB" is out of range; 1kB..20MB is allowed
                edge-infer.yaml:9:25: webhooks.e.ca: has no effect with insecure-tls; remove one of them
                edge-infer.yaml:9:29: webhooks.e.ca: "edge-infer.yaml" has something else than certificates in it; write the path of a file with PEM certificates, such as ca.pem
                edge-infer.yaml:9:76: webhooks.e.snapshot: "yes" is not true or false; write true
                edge-infer.yaml:10:44: webhooks.f.events.cameras[0]: "back" is not a camera; known: porch, yard
                edge-infer.yaml:10:58: webhooks.f.events.zones: "stpe" is not a zone; did you mean "step"? (known: step)
                edge-infer.yaml:10:64: webhooks.f.events.labels: names no label; name one, or remove the key so that all count
                edge-infer.yaml:10:85: webhooks.f.events.phases[0]: "newer" is not a choice here; known: all, new, update, end
                edge-infer.yaml:11:3: webhooks.G: is not a valid name; use 1 to 63 of a-z, 0-9, - and _, beginning with a letter or a digit
                edge-infer.yaml:11:6: webhooks.G: "http://h/" is not a map; write key: value below G, indented
                """);
    }

    @Test
    void headersAreTokensAndNotOurs() {
        assertProblems("""
                webhooks:
                  a:
                    url: http://h/
                    headers:
                      "X Board": "7"
                      Content-Type: text/plain
                      Webhook-Signature: v1,geheim
                      Authorization: "geheim\\r\\nHost: x"
                      X-Key: geheim
                      x-key: geheim
                      X-Empty: ""
                      X-List: [geheim]
                """, """
                edge-infer.yaml:8:7: webhooks.a.headers.X Board: is not a name of a header; use letters, digits and -, such as Authorization
                edge-infer.yaml:9:7: webhooks.a.headers.Content-Type: is a header that is set for every request; remove it
                edge-infer.yaml:10:7: webhooks.a.headers.Webhook-Signature: is a header that is set for every request; remove it
                edge-infer.yaml:11:7: webhooks.a.headers.Authorization: has a character that no header has; use one line of letters, digits and signs
                edge-infer.yaml:13:7: webhooks.a.headers.x-key: is the header "X-Key" on line 12 again; remove one of them
                edge-infer.yaml:14:16: webhooks.a.headers.X-Empty: "" is empty; write a value or remove the key
                edge-infer.yaml:15:15: webhooks.a.headers.X-List: is a list; write text""");
    }

    @Test
    void namesThatClashAreExplained() {
        assertProblems("""
                webhooks:
                  door: { url: "http://h/" }
                rules:
                  door:
                    when: { label: person }
                    webhook: { url: "http://i/" }
                  cat:
                    when: { label: cat }
                    webhook: [{ url: "http://i/" }, { url: "http://j/" }]
                  dog:
                    when: { label: dog }
                    webhook: dor
                  cow:
                    when: { label: cow }
                    webhook: []
                """, """
                edge-infer.yaml:9:5: rules.door.webhook: is named like its rule, and so is webhooks.door; rename the rule or the webhook, or write webhook: door
                edge-infer.yaml:12:37: rules.cat.webhook[1]: is named like its rule, and so is the one before it; list them in webhooks and name them here
                edge-infer.yaml:15:14: rules.dog.webhook: "dor" is not a webhook; did you mean "door"? (known: door)
                edge-infer.yaml:18:5: rules.cow.webhook: names no webhook; name one, or remove the key""");
    }

    @Test
    void aCheckWithoutTheSecretsOfTheServiceGoesOn() throws IOException {
        Path file = Files.writeString(folder.resolve("edge-infer.yaml"), CAMERAS + """
                webhooks: { phone: { url: "${credential:url}", secret: "whsec_${credential:key}", ca: edge-infer.yaml } }
                """);
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.read(file, Secrets.forCheck(Map.of())));
        assertEquals(1, e.problems().size(), e.getMessage());
        assertEquals("webhooks.phone.ca", e.problems().getFirst().path());
    }

    @Test
    void nothingShowsWhatIsSecret() throws IOException {
        WebhookConfig webhook = webhooks("""
                webhooks:
                  phone: { url: "https://h/services/geheim?key=geheim", secret: geheim-geheim-geheim-geheim, headers: { A: geheim } }
                """).get("phone");
        assertEquals("webhook \"phone\" (https://h)", webhook.toString());
        assertEquals("***", webhook.secret().orElseThrow().toString());
    }

    private static Events events(Set<Phase> phases) {
        return new Events(phases, List.of(), List.of(), List.of());
    }

    private Events eventsOf(String written) throws IOException {
        return webhooks("webhooks: { phone: { url: " + URL + ", events: " + written + " } }\n")
                .get("phone")
                .events();
    }

    private Map<String, WebhookConfig> webhooks(String text) throws IOException {
        return read(text).config().webhooks();
    }

    private void assertProblems(String text, String sentences) {
        assertEquals(sentences.stripTrailing(), problem(text));
    }

    private String problem(String text) {
        return assertThrows(InvalidDocumentException.class, () -> read(text))
                .getMessage()
                .replace(folder + "/", "");
    }

    private LoadedConfig read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("edge-infer.yaml"), CAMERAS + text);
        return ConfigFile.read(file, Secrets.of(Map.of()));
    }
}
