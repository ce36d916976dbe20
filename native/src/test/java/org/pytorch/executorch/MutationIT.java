package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every damaged copy of the bundled model is an exception or a working model; a crash names its seed. */
class MutationIT {

    private static final int CHILDREN = 2;
    private static final int COPIES_EACH = 300;

    @TempDir
    Path directory;

    @Test
    void damagedCopiesOfTheDefaultModelAreRefusedOrWork() throws Exception {
        var model = Path.of(Fixtures.DEFAULT_MODEL);
        assertTrue(Files.isRegularFile(model), () -> model + " is missing; it belongs to the project");
        var child = ChildJvm.in(directory).with("executorch.native.dir", System.getProperty("executorch.native.dir"));
        var children = new ArrayList<ChildJvm.Started>();
        for (int i = 0; i < CHILDREN; i++) {
            children.add(child.start(
                    MutationInChild.class, model, i * COPIES_EACH, COPIES_EACH, directory.resolve(i + ".pte")));
        }
        long refused = 0;
        long works = 0;
        for (var each : children) {
            var result = ChildJvm.wait(each);
            assertEquals("survived", result.lastLine(), () -> "exit code %d after:%n%s"
                    .formatted(result.exitCode(), tail(result.output())));
            assertFalse(result.output().contains("WARNING"), result.output());
            refused += result.output()
                    .lines()
                    .filter(line -> line.startsWith("refused "))
                    .count();
            works +=
                    result.output().lines().filter(line -> line.equals("works")).count();
        }
        assertEquals(CHILDREN * COPIES_EACH, refused + works);
        assertTrue(works > 0 && refused > works, "%d refused, %d work".formatted(refused, works));
    }

    private static String tail(String output) {
        return output.lines().skip(Math.max(0, output.lines().count() - 20)).reduce("", (a, b) -> a + b + "\n");
    }
}
