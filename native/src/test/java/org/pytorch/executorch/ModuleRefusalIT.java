package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pytorch.executorch.Fixtures.floats;
import static org.pytorch.executorch.TensorTest.refused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.pytorch.executorch.ExecutorchRuntimeException.ExecutorchInvalidArgumentException;

/** What a module refuses, and what it says then. */
class ModuleRefusalIT {

    private static final long[] SHAPE = {2, 3};

    @TempDir
    Path directory;

    @Test
    void impossibleWorkspaceModesAreAnError() {
        var options = new BackendOptionsMap().setInt("XnnpackBackend", "workspace_sharing_mode", 7);
        try (var module = Module.load(Fixtures.path("convolutions"), options, Module.LOAD_MODE_MMAP, 0)) {
            var failure = assertThrows(ExecutorchRuntimeException.class, () -> module.loadMethod("forward"));
            assertTrue(
                    failure.getDetailedError().contains("between 0 and 2, inclusive, but was 7"),
                    failure.getDetailedError());
        }
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        try (var module = Fixtures.load("add")) {
            var good = floats(SHAPE, new float[6]);
            invalid("takes 2 inputs, not 0", () -> module.forward());
            invalid("takes 2 inputs, not 3", () -> module.forward(good, good, good));
            fails(
                    ExecutorchRuntimeException.NOT_SUPPORTED,
                    "takes FLOAT[2, 3] as input 1, not FLOAT[3, 2]",
                    () -> module.forward(good, floats(new long[] {3, 2}, new float[6])));
            invalid(
                    "takes FLOAT[2, 3] as input 1, not INT32[2, 3]",
                    () -> module.forward(good, EValue.from(Tensor.ones(SHAPE, DType.INT32))));
            invalid(
                    "at most 16 dimensions",
                    () -> module.forward(good, EValue.from(Tensor.ones(new long[17], DType.INT32))));
            module.forward(good, good);
        }
    }

    @Test
    void memoryOrdersThatJavaCannotExpressAreRefused() {
        try (var module = Fixtures.load("channels_last")) {
            fails(
                    ExecutorchRuntimeException.NOT_SUPPORTED,
                    "in another memory order than row-major",
                    () -> module.forward(EValue.from(Tensor.ones(new long[] {1, 2, 3, 3}, DType.FLOAT))));
        }
    }

    @Test
    void whatTheRuntimeLacksIsNamed() {
        try (var noOperator = Fixtures.load("missing_operator");
                var noBackend = Fixtures.load("unknown_backend")) {
            fails(
                    ExecutorchRuntimeException.OPERATOR_MISSING,
                    "needs the operator aten::xyz.out",
                    () -> noOperator.loadMethod("forward"));
            fails(
                    ExecutorchRuntimeException.NOT_FOUND,
                    "needs the backend \"NoSuchXBackend\"",
                    () -> noBackend.loadMethod("forward"));
        }
    }

    @Test
    void pathsThatAreNoFilesAreRefused() {
        refused("does not exist", () -> Module.load("/nowhere.pte"));
        refused("is not a file", () -> Module.load(directory.toString()));
        refused("path of the program is null", () -> Module.load(null));
        refused("loadMode must be 0 to 3, not 4", () -> Module.load(Fixtures.path("add"), 4));
        refused("numThreads must be 0 to 1024, not -1", () -> Module.load(Fixtures.path("add"), 0, -1));
    }

    @Test
    void filesThatAreNoProgramsAreRefused() throws Exception {
        var program = Files.readAllBytes(Path.of(Fixtures.path("convolutions_int8")));
        foreign("is empty", new byte[0]);
        foreign("is no ExecuTorch program", "hello".getBytes());
        foreign("is no ExecuTorch program", new byte[4096]);
        foreign("is damaged", Arrays.copyOf(program, program.length / 2));
        program[7] = '3';
        foreign("format ET13, this runtime reads ET12", program);
    }

    private void foreign(String message, byte[] content) throws Exception {
        var file = Files.write(directory.resolve("foreign é.pte"), content);
        var failure = fails(ExecutorchRuntimeException.INVALID_PROGRAM, message, () -> Module.load(file.toString()));
        assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
    }

    @Test
    void anotherThreadCountIsRefused() {
        Module.load(Fixtures.path("add"), Module.LOAD_MODE_FILE, 0).close();
        fails(
                ExecutorchRuntimeException.INVALID_STATE,
                "since its first program; ask for that number or 0, not 1000",
                () -> Module.load(Fixtures.path("add"), Module.LOAD_MODE_FILE, 1000));
    }

    @Test
    void everyCallOnAClosedModuleIsRefused() {
        var module = Fixtures.load("add");
        module.close();
        module.close();
        module.destroy();
        for (Executable call : List.<Executable>of(
                () -> module.loadMethod("forward"),
                () -> module.forward(),
                () -> module.execute("forward"),
                () -> module.bind("forward"),
                module::getMethods,
                () -> module.getMethodMetadata("forward"),
                module::readLogBuffer,
                module::etdump,
                () -> module.etdump("/dev/null"))) {
            var failure = assertThrows(IllegalStateException.class, call);
            assertTrue(failure.getMessage().contains("has been closed"), failure.getMessage());
        }
    }

    static void invalid(String message, Executable call) {
        var failure = fails(ExecutorchRuntimeException.INVALID_ARGUMENT, message, call);
        assertEquals(ExecutorchInvalidArgumentException.class, failure.getClass());
    }

    static ExecutorchRuntimeException fails(int code, String message, Executable call) {
        var failure = assertThrows(ExecutorchRuntimeException.class, call);
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertEquals(code, failure.getErrorCode(), failure.getMessage());
        return failure;
    }
}
