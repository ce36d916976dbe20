package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.pytorch.executorch.TensorTest.refused;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each native entry with a dead handle or null is an exception. */
class DeadHandleIT {

    private static final List<Executable> WITH_A_HANDLE = List.of(
            () -> Natives.unload(0),
            () -> Natives.methods(0),
            () -> Natives.backends(0, "forward"),
            () -> Natives.values(0, "forward", true),
            () -> Natives.loadMethod(0, "forward"),
            () -> Natives.execute(0, "forward", new EValue[0]),
            () -> Natives.etdump(0, "/dev/null"),
            () -> Natives.plannedSizes(0, "forward"),
            () -> Natives.bind(0, "forward", new long[0], 0, 0),
            () -> Natives.run(0, 0),
            () -> Natives.unbind(0));

    @BeforeAll
    static void load() {
        ExecuTorchRuntime.getRuntime();
    }

    @Test
    void zeroHandlesAreRefused() {
        WITH_A_HANDLE.forEach(call -> assertThrows(IllegalStateException.class, call));
    }

    @Test
    void everyNativeWithAHandleIsTested() {
        long natives = Arrays.stream(Natives.class.getDeclaredMethods())
                .filter(method -> Modifier.isNative(method.getModifiers()))
                .filter(method -> method.getParameterCount() > 0 && method.getParameterTypes()[0] == long.class)
                .count();
        assertEquals(natives, WITH_A_HANDLE.size());
    }

    @Test
    void nullTextsAreRefused() {
        refused("must not be null", () -> Natives.open(null));
        refused("must not be null", () -> Natives.load(null, 0, 0, false, new String[0], new String[0], new int[0]));
    }
}
