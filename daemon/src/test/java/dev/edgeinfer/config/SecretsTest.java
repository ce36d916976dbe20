package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.References.Broken;
import dev.edgeinfer.yaml.References.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    @TempDir
    private Path folder;

    private Secrets secrets;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("password"), "s3cr$et\\1\n");
        Files.writeString(folder.resolve("token"), "abcdef");
        secrets = Secrets.of(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));
    }

    @Test
    void aTextIsPutTogetherFromWhatItRefersTo() {
        assertEquals(
                new Text("rtsp://admin:s3cr$et\\1@camera/abcdef"),
                secrets.resolve("rtsp://admin:${file:%s/password}@camera/${credential:token}".formatted(folder)));
    }

    @ParameterizedTest
    @CsvSource({"plain, plain", "$$5, $$5", "a $${file:/x} b, a ${file:/x} b", "$${, ${"})
    void everythingElseIsAsItIsWritten(String written, String text) {
        assertEquals(new Text(text), secrets.resolve(written));
    }

    @Test
    void whatWasReadIsMaskedWhereverItTurnsUp() {
        secrets.resolve("${credential:password}${credential:token}");

        assertEquals("no host *** for ***!", secrets.mask("no host abcdef for s3cr$et\\1!"));
    }

    @Test
    void aSecretThatIsAPartOfAnotherLeavesNoRestOfIt() throws IOException {
        Files.writeString(folder.resolve("longer"), "abcdefgh");
        secrets.resolve("${credential:token} ${credential:longer}");

        assertEquals("*** and ***", secrets.mask("abcdefgh and abcdef"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${file:relative} | refers to the file \"relative\" without its full path",
                "${file:/no/such} | refers to a secret file that cannot be had: /no/such: does not exist",
                "${credential:../token} | refers to the credential \"../token\", which is no name of one",
                "${env:HOME} | refers to \"env:HOME\", which is neither a file nor a credential",
                "${file:/x | has a ${ without its }",
                "${credential:empty} | refers to the credential \"FOLDER/empty\", which has 0 lines",
                "${credential:lines} | refers to the credential \"FOLDER/lines\", which has 2 lines",
            })
    void aReferenceThatLeadsNowhereSaysWhere(String written, String rule) throws IOException {
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(folder.resolve("lines"), "one\ntwo\n");

        var broken = (Broken) secrets.resolve(written);

        assertEquals(rule.replace("FOLDER", folder.toString()), broken.rule());
        assertFalse(broken.hint().isEmpty());
    }

    @Test
    void withoutCredentialsTheServiceRefusesAndACheckGoesOn() {
        var refused = (Broken) Secrets.of(Map.of()).resolve("${credential:token}");

        assertTrue(refused.hint().startsWith("add LoadCredential=token:FILE to the unit"), refused.hint());
        assertEquals(new Text("token", false), Secrets.forCheck(Map.of()).resolve("${credential:token}"));
    }

    @Test
    void aProblemShowsWhatIsWrittenAndNotWhatItStandsFor() throws IOException {
        Path file = Files.writeString(folder.resolve("edge-infer.yaml"), """
                cameras: { porch: { source: "${credential:token}:clip.mp4" } }
                """);

        String message = assertThrows(InvalidDocumentException.class, () -> ConfigFile.read(file, secrets))
                .getMessage();

        assertEquals(
                file + ":1:29: cameras.porch.source: \"${credential:token}:clip.mp4\" has the unknown scheme \"***\";"
                        + " known: file, dir, v4l2, exec, test, rtsp, rtsps, http, https, rtmp, rtmps, srt",
                message);
    }

    @Test
    void aValueOfTheConfigurationMayBeASecret() throws IOException {
        Files.writeString(folder.resolve("address"), "::1\n");
        Path file = Files.writeString(folder.resolve("edge-infer.yaml"), """
                http: { listen: "${credential:address}" }
                cameras: { porch: { source: "v4l2:///dev/video0" } }
                """);

        assertEquals("::1", ConfigFile.read(file, secrets).config().http().listen());
    }
}
