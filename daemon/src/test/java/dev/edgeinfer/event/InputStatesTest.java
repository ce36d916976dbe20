package dev.edgeinfer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputStatesTest {

    private final InputStates states = new InputStates();
    private final List<String> told = new ArrayList<>();

    InputStatesTest() {
        states.onChange((line, active) -> told.add(line + " " + active));
    }

    @Test
    void aLineOfWhichNobodySaidAnythingIsUnknown() {
        assertEquals(Optional.empty(), states.active("DOOR"));
    }

    @Test
    void listenersAreToldOfChangesOnlyAndOfTheFirstState() {
        states.set("DOOR", false);
        states.set("DOOR", false);
        states.set("DOOR", true);
        states.set("BELL", true);

        assertEquals(List.of("DOOR false", "DOOR true", "BELL true"), told);
        assertEquals(Optional.of(true), states.active("DOOR"));
    }

    @Test
    void aLineThatCannotBeReadIsNotActiveAndComesBackAsAChange() {
        states.set("DOOR", true);
        states.unknown("DOOR");
        states.unknown("DOOR");
        assertEquals(Optional.empty(), states.active("DOOR"));
        states.set("DOOR", true);

        assertEquals(List.of("DOOR true", "DOOR false", "DOOR true"), told);
    }
}
