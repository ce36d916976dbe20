package dev.edgeinfer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleTest {

    @TempDir
    Path models;

    private FixtureBundle yolox;

    @BeforeEach
    void copy() throws IOException {
        yolox = FixtureBundle.copy("yolox", models);
        FixtureBundle.copy("ultralytics", models);
        Files.createDirectory(models.resolve("notes"));
    }

    private String refusal(String nameOrPath) {
        return assertThrows(ModelException.class, () -> ModelBundle.open(nameOrPath, models))
                .getMessage();
    }

    @Test
    void isFoundByNameAndByPath() {
        assertEquals(yolox.directory(), ModelBundle.open("yolox", models).directory());
        assertEquals(
                yolox.directory(),
                ModelBundle.open(yolox.directory().toString(), Path.of("elsewhere"))
                        .directory());
        assertEquals(
                "fixture-yolox", ModelBundle.open("yolox", models).manifest().name());
    }

    @Test
    void aNameThatIsNotThereComesWithThoseThatAre() {
        assertEquals(
                "There is no model \"yolo\" in \"%s\" or the working directory;".formatted(models)
                        + " did you mean \"yolox\"? (known: ultralytics, yolox)",
                refusal("yolo"));
    }

    @Test
    void aModelsDirectoryThatIsNotThereKnowsNone() {
        assertEquals(
                "There is no model \"yolox\" in \"%s\" or the working directory; none is known here"
                        .formatted(models.resolve("gone")),
                assertThrows(ModelException.class, () -> ModelBundle.open("yolox", models.resolve("gone")))
                        .getMessage());
    }

    @Test
    void aPathThatIsNotThereIsRefused() {
        assertEquals(
                "There is no model bundle at \"/nowhere/at/all\"; name the directory that holds model.yaml",
                refusal("/nowhere/at/all"));
    }

    @Test
    void aDotIsADirectoryAndNoName() {
        String message = assertThrows(InvalidDocumentException.class, () -> ModelBundle.open(".", yolox.directory()))
                .getMessage();

        assertTrue(message.startsWith(".: is not a model bundle"), message);
    }

    @Test
    void aFileIsRefused() {
        assertEquals(
                "\"%s\" is a file, not a model bundle; name the directory that holds model.yaml"
                        .formatted(yolox.program()),
                refusal(yolox.program().toString()));
    }

    @Test
    void whatIsNoPathIsRefused() {
        assertEquals("\"a\0b\" is no path of a model bundle: Nul character not allowed", refusal("a\0b"));
        assertEquals("The name of the model is empty; give a bundle's name or path", refusal(""));
    }
}
