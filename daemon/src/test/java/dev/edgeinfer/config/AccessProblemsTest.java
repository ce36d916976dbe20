package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.PasswordHash;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.yaml.InvalidDocumentException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, as the configuration says it. */
class AccessProblemsTest {

    private static final String CAMERAS = "\ncameras: { porch: { source: \"v4l2:///dev/video0\" } }\n";
    private static final String TOKEN = TokenHash.of("t").text();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost", "0:0:0:0:0:0:0:1"})
    void thisMachineAloneNeedsNobody(String listen) {
        assertTrue(read("http: { listen: \"" + listen + "\" }").accounts().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::", "porch.lan", "127.evil.example"})
    void otherMachinesNeedAnAccountOrToBeAllowed(String listen) {
        assertEquals(
                "edge-infer.yaml:1:17: http.listen: \"" + listen
                        + "\" is where other machines can reach the API, and nobody has to log in;"
                        + " run edge-infer auth add NAME --role admin, or write insecure: true to let everyone in",
                problem("http: { listen: \"" + listen + "\" }"));
        assertTrue(read("http: { listen: \"" + listen + "\", insecure: true }").insecure());
        assertFalse(read("http: { listen: \"" + listen + "\", auth: { tokens: { ha: { token: " + TOKEN
                        + ", role: view } } } }")
                .accounts()
                .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            auth: {} | auth: names nobody; add a user or a token as edge-infer auth add NAME --role admin prints it
            auth: { users: { anna: { password: geheim12, role: view } } } | auth.users.anna.password: is not the hash of a password; write what edge-infer auth add NAME --role ROLE prints
            auth: { tokens: { ha: { token: geheim12, role: view } } } | auth.tokens.ha.token: is not the hash of a token; write what edge-infer auth add NAME --role ROLE --token prints
            insecure: maybe | insecure: "maybe" is not true or false; write one of them
            max-requests-per-second: 0 | max-requests-per-second: "0" is out of range; 1..1000000 is allowed
            hosts: [porch.lan, "http://x/"] | hosts[1]: "http://x/" is not a host name; write it without scheme and port, such as porch.lan
            cors: "*" | cors: "*" is not an origin; write scheme, host and perhaps port, such as https://dash.example.org
            tls: true | tls: "true" is no way to encrypt; write generated, or { certificate: cert.pem, key: key.pem }
            """)
    void aMistakeIsExplainedWithoutTheSecret(String key, String sentence) {
        String problem = problem("http: { " + key + " }");

        assertTrue(problem.endsWith("http." + sentence), problem);
        assertFalse(problem.contains("geheim"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "http", "mqtt"})
    void aNameThatOthersGoByInTheLogIsRefused(String name) {
        assertTrue(problem("http: { auth: { tokens: { " + name + ": { token: " + TOKEN + ", role: view } } } }")
                .endsWith("http.auth.tokens." + name
                        + ": is what the log calls those who have no account; choose another name"));
    }

    @Test
    void bothToLetEveryoneInAndToNameWhoMayIsRefused() {
        assertTrue(problem("http: { insecure: true, auth: { tokens: { ha: { token: " + TOKEN + ", role: view } } } }")
                .endsWith("http.insecure: lets everyone in, but auth says who may; remove one of them"));
    }

    @Test
    void everyKeyIsMapped() {
        PasswordHash password = PasswordHash.of("correct horse".toCharArray());
        AccessConfig access = read("http: { auth: { users: { anna: { password: \"" + password.text()
                + "\", role: operate } } }, tls: generated, hosts: [porch.lan], cors: https://dash.example.org,"
                + " max-requests-per-second: 7 }");

        assertEquals(password, access.accounts().users().get("anna").password());
        assertEquals(new TlsConfig.Generated(), access.tls().orElseThrow());
        assertEquals(List.of("porch.lan"), access.hosts());
        assertEquals(List.of("https://dash.example.org"), access.origins());
        assertEquals(7, access.maxRequestsPerSecond());
    }

    private static AccessConfig read(String http) {
        return ConfigFile.parse(Path.of("edge-infer.yaml"), http + CAMERAS)
                .config()
                .http()
                .access();
    }

    private static String problem(String http) {
        var failure = assertThrows(InvalidDocumentException.class, () -> read(http));
        assertEquals(1, failure.problems().size(), failure.problems().toString());
        return failure.problems().getFirst().toString();
    }
}
