package dev.edgeinfer.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.repository.ModelStatus.State;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Models that stay out, and why. */
class ModelsRefusedIT extends ModelsOnStage {

    @Test
    void namesThatAreNoneLeadNowhere() throws Exception {
        Path outside = Files.createDirectory(state.resolve("outside"));
        new BundleFolder(outside).fixture("yolov8", "bundle");
        for (String name : List.of("secnd", "", ".", "..", "../outside/bundle", "/etc", "first/", "a\0b", "é", "-x")) {
            var refusal = refusal(() -> models.activate(name));
            assertEquals(Cause.UNKNOWN, refusal.reason(), name);
        }
        assertTrue(
                refusal(() -> models.load("secnd")).getMessage().contains("did you mean \"second\"?"),
                "the nearest name");

        Files.createSymbolicLink(directory.resolve("link"), outside.resolve("bundle"));
        folder.fixture("yolov8", "sly");
        Files.delete(folder.path("sly").resolve("labels.txt"));
        Files.createSymbolicLink(folder.path("sly").resolve("labels.txt"), Path.of("/etc/hostname"));
        for (String name : List.of("link", "sly")) {
            var refusal = refusal(() -> models.load(name));
            assertEquals(Cause.BROKEN, refusal.reason());
            assertTrue(refusal.getMessage().contains("link out of the models directory"), refusal.getMessage());
            assertEquals(State.FAILED, status(name).state());
        }
        assertEquals(List.of(), canary.tried);
    }

    @Test
    void whatIsAgainstAModelIsShownUntilItsFilesChange() {
        folder.unsealed("second").write("second", "model.pte", new byte[100]);

        var refusal = refusal(() -> models.activate("second"));

        assertEquals(Cause.BROKEN, refusal.reason());
        assertEquals("first active, second failed, third available", standing());
        assertEquals(Optional.of(refusal.getMessage()), status("second").reason());
        folder.delete("second").fixture("yolov5", "second");
        assertEquals("first active, second available, third available", standing());
    }

    @Test
    void oneThatIsExchangedWhileItIsTriedIsNotLoaded() {
        canary.meanwhile = () -> folder.delete("second").fixture("yolox", "second");

        assertEquals(Cause.CHANGED, refusal(() -> models.activate("second")).reason());

        canary.meanwhile = () -> folder.manifest("third", "# another byte\n");
        assertEquals(Cause.CHANGED, refusal(() -> models.load("third")).reason());
        assertEquals("first", models.status().active());
        run(stage.used);

        canary.meanwhile = () -> {};
        models.activate("second");
        assertEquals(
                "yolox",
                status("second").manifest().orElseThrow().decoder().name().toLowerCase());
    }

    @Test
    void oneThatGoesWhileItIsTriedIsASentence() {
        canary.meanwhile = () -> folder.delete("second");

        assertEquals(Cause.BROKEN, refusal(() -> models.activate("second")).reason());
    }

    @Test
    void oneThatIsSlowerThanItsBudgetStaysOut() {
        folder.manifest("second", "budget: {latency-ms: 4.5}\n");

        var refusal = refusal(() -> models.activate("second"));

        assertEquals(Cause.TOO_SLOW, refusal.reason());
        assertTrue(refusal.getMessage().contains("takes 5.00 ms"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("its budget is 4.50 ms"), refusal.getMessage());
        assertEquals(20, refusal.trial().orElseThrow().runs());

        models.load("second");
        assertEquals(Cause.TOO_SLOW, refusal(() -> models.activate("second")).reason(), "also from memory");
        assertEquals(State.LOADED, status("second").state());
        assertTrue(status("second").reason().isPresent());
        folder.manifest("third", "budget: {size-mb: 0.001}\n");
        assertEquals(Cause.TOO_LARGE, refusal(() -> models.activate("third")).reason());
    }

    @Test
    void oneThatIsSlowerThanTheCamerasAskForStaysOutUnlessItIsFasterThanWhatThereIs() {
        canary.pictureMillis = 150;
        var refusal = refusal(() -> models.activate("second"));
        assertEquals(Cause.TOO_SLOW, refusal.reason());
        assertTrue(
                refusal.getMessage().contains("10.0 pictures a second in all, which leaves 100 ms"),
                refusal.getMessage());

        var limit = new SpeedLimit(10, OptionalLong.of(200_000_000));
        limit.verify("m", status("first").manifest().orElseThrow(), new Trial(3, 1, 1, 150_000_000, 0, ""));
        new SpeedLimit(0, OptionalLong.empty())
                .verify("m", status("first").manifest().orElseThrow(), new Trial(3, 1, 1, 150_000_000, 0, ""));
    }

    @Test
    void goingBackIsNotAQuestionOfSpeed() {
        models.activate("second");
        canary.pictureMillis = 10_000;

        models.rollBack();

        assertEquals("first", models.status().active());
    }

    @Test
    void oneThatLacksLabelsIsNotTried() {
        models.close();
        models = start(configured("first", bundle -> {
            if (bundle.name().equals("second")) {
                throw new InvalidDocumentException(
                        Problem.ofFile("edge-infer.yaml", "\"parcel\" is not a label of model \"second\"", "known: x"));
            }
        }));

        var refusal = refusal(() -> models.activate("second"));

        assertEquals(Cause.MISSING_LABELS, refusal.reason());
        assertTrue(refusal.getMessage().contains("parcel"), refusal.getMessage());
        assertEquals(List.of(), canary.tried);
        models.load("second");
    }
}
