package dev.edgeinfer.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.model.ModelBundle;
import dev.edgeinfer.repository.ModelStatus.State;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which model a process begins with. */
class ModelsAtStartIT extends ModelsOnStage {

    @Test
    void whatWasActivatedIsUsedAfterARestart() {
        models.activate("second");
        models.close();

        models = start(configured("first"));

        assertEquals("second", models.status().active());
        assertEquals("first", models.status().configured());
        assertEquals(Optional.of("first"), models.status().previous());
        models.rollBack();
        models.close();
        models = start(configured("first"));
        assertEquals("first", models.status().active());
        assertEquals(Optional.of("second"), models.status().previous());
    }

    @Test
    void aConfigurationThatNamesAnotherModelHasItsWay() {
        models.activate("second");

        Choice same = models.choose(configured("first"));
        models.adopt(same);
        assertEquals("second", models.status().active(), "the model of the configuration is the same");
        run(same.detector());

        models.choose(configured("third")).discard();
        assertEquals("second", models.status().active(), "that one was not put to work");

        models.adopt(models.choose(configured("third")));
        assertEquals("third", models.status().active());
        models.adopt(models.choose(configured("first")));
        assertEquals("first", models.status().active(), "what was activated is forgotten");

        models.activate("second");
        models.close();
        models = start(configured("third"));
        assertEquals("third", models.status().active());
    }

    @Test
    void oneThatEndsTheProcessIsPassedByAtTheThirdStart() {
        models.activate("second");
        // Each of these is killed: nothing is closed, nothing is proven.
        assertEquals("second", start(configured("first")).status().active());

        models = start(configured("first"));

        assertEquals("first", models.status().active());
        assertEquals(State.FAILED, status("second").state());
        String problem = models.problem().orElseThrow();
        assertTrue(problem.contains("\"second\"") && problem.contains("has not lasted"), problem);
        assertEquals("first", start(configured("first")).status().active(), "it is forgotten");
        models.activate("second");
        assertEquals(Optional.empty(), models.problem());
    }

    @Test
    void oneThatIsGoneOrBrokenAtTheStartIsPassedBy() {
        models.activate("second");
        models.close();
        folder.delete("second");

        models = start(configured("first"));

        assertEquals("first", models.status().active());
        assertTrue(models.problem().isPresent());
    }

    @Test
    void aStateThatNobodyCanReadIsNone() throws Exception {
        for (String text :
                List.of("", "{", "[]", "{\"model\": 7}", "{\"model\": \"second\", \"configured\": \"first\"}")) {
            Files.writeString(state.resolve(ActiveModelFile.NAME), text);
            models.close();
            models = start(configured("first"));
            assertEquals("first", models.status().active(), text);
        }
        Files.writeString(
                state.resolve(ActiveModelFile.NAME),
                "{\"model\": \"../second\", \"configured\": \"first\", \"since\": \"2026-11-24T07:00:00Z\"}");
        models.close();
        models = start(configured("first"));
        assertEquals("first", models.status().active());
        assertFalse(models.problem().isEmpty());
    }

    @Test
    void whatTheConfigurationNamesMayLieElsewhere() {
        var elsewhere = new BundleFolder(state).fixture("yolox", "own");
        models.close();
        models = start(new Configured(
                config(elsewhere.path("own").toString()),
                ModelBundle.open(elsewhere.path("own").toString(), directory),
                _ -> {},
                10));

        assertEquals("first available, own active, second available, third available", standing());
        models.activate("second");
        models.rollBack();
        assertEquals("own", models.status().active());
    }
}
