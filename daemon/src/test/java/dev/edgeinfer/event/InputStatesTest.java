package dev.edgeinfer.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputStatesTest {

    private final InputStates states = new InputStates();
    private final List<String> told = new ArrayList<>();

    InputStatesTest() {
        states.onChange((line, active) -> told.add(line + " " + active));
    }

    @Test
    void aLineOfWhichNobodySaidAnythingIsUnknown() {
        assertThat(states.active("DOOR")).isEmpty();
    }

    @Test
    void listenersAreToldOfChangesOnlyAndOfTheFirstState() {
        states.set("DOOR", false);
        states.set("DOOR", false);
        states.set("DOOR", true);
        states.set("BELL", true);

        assertThat(told).containsExactly("DOOR false", "DOOR true", "BELL true");
        assertThat(states.active("DOOR")).contains(true);
    }

    @Test
    void aLineThatCannotBeReadIsNotActiveAndComesBackAsAChange() {
        states.set("DOOR", true);
        states.unknown("DOOR");
        states.unknown("DOOR");
        assertThat(states.active("DOOR")).isEmpty();
        states.set("DOOR", true);

        assertThat(told).containsExactly("DOOR true", "DOOR false", "DOOR true");
    }
}
