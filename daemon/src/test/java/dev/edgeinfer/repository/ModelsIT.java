package dev.edgeinfer.repository;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.detect.ModelSignature;
import dev.edgeinfer.repository.ModelRefusedException.Cause;
import dev.edgeinfer.repository.ModelStatus.State;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Models that are listed, activated and asked. */
class ModelsIT extends ModelsOnStage {

    @Test
    void whatThereIsIsListed() throws Exception {
        Files.createDirectory(directory.resolve("no-bundle"));
        Files.createDirectory(directory.resolve(".hidden"));
        folder.fixture("yolov8", "bare");
        Files.delete(folder.path("bare").resolve("labels.txt"));

        assertEquals("bare failed, first active, second available, third available", standing());
        assertEquals("first", models.status().configured());
        assertEquals(Optional.empty(), models.status().previous());
        ModelStatus bare = status("bare");
        assertTrue(bare.reason().orElseThrow().contains("labels.txt"), bare.toString());
        assertEquals(Optional.empty(), bare.manifest());
        assertEquals(3892, status("first").bytes().getAsLong());
    }

    @Test
    void oneIsActivatedAndAnotherCallGoesBack() {
        Detector first = stage.used;

        models.activate("second");

        assertNotSame(first, stage.used);
        assertEquals("second", models.status().active());
        assertEquals(Optional.of("first"), models.status().previous());
        assertEquals("first available, second active, third available", standing());
        assertThrows(IllegalStateException.class, () -> run(first), "it is out of memory");

        models.rollBack();

        assertEquals("first active, second available, third available", standing());
        assertEquals(Optional.of("second"), models.status().previous());
        assertEquals(List.of("second", "first"), canary.tried);
        models.activate("first");
        assertEquals(List.of("second", "first"), canary.tried, "it is active already");
    }

    @Test
    void whoAskedTheOneBeforeIsServedByItToTheEnd() {
        Lease lease = models.active();

        models.activate("second");

        run(lease.detector());
        assertEquals("first", lease.signature().name());
        lease.close();
        lease.close();
        assertThrows(IllegalStateException.class, () -> run(lease.detector()));
        run(stage.used);
    }

    @Test
    void severalAreInMemoryAndOneOfThemIsActivatedWithoutAnotherTrial() {
        models.load("second");
        models.load("third");
        models.load("second");

        assertEquals("first active, second loaded, third loaded", standing());
        assertEquals(
                List.of("first", "second", "third"),
                models.loaded().stream().map(ModelSignature::name).toList());
        try (Lease lease = models.named("third").orElseThrow()) {
            run(lease.detector());
        }
        assertEquals(List.of("second", "third"), canary.tried);

        models.activate("third");
        assertEquals(List.of("second", "third"), canary.tried);
        models.unload("second");
        models.unload("second");
        assertEquals("first available, second available, third active", standing());
        assertEquals(Optional.empty(), models.named("second").map(Lease::signature));

        models.activate("second");
        assertEquals("first available, second active, third loaded", standing(), "it was loaded to stay");
        run(stage.used);
    }

    @Test
    void whatTheCamerasUseStays() {
        assertEquals(Cause.IN_USE, refusal(() -> models.unload("first")).reason());
        run(stage.used);
    }

    @Test
    void thereMustBeSomethingToGoBackTo() {
        assertEquals(Cause.NO_PREVIOUS, refusal(models::rollBack).reason());

        models.activate("second");
        models.activate("third");
        folder.delete("second");
        assertEquals(Cause.NO_PREVIOUS, refusal(models::rollBack).reason());
    }

    @Test
    void oneModelIsChangedAtATime() throws Exception {
        var go = new CountDownLatch(1);
        canary.meanwhile = () -> await().until(() -> go.getCount() == 0);
        var first = CompletableFuture.runAsync(() -> models.activate("second"));
        await().until(() -> status("second").state() == State.LOADING);

        assertEquals(Cause.BUSY, refusal(() -> models.load("third")).reason());

        go.countDown();
        first.get();
        assertEquals("first available, second active, third available", standing());
    }

    @Test
    void whatIsUsedIsAMetric() {
        models.load("third");
        refusal(() -> models.load("fourth"));
        models.activate("second");

        String metrics = models.metrics().toString();

        assertTrue(models.metrics().size() == 4, metrics);
    }
}
