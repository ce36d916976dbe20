package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pytorch.executorch.Fixtures.floats;
import static org.pytorch.executorch.ModuleRefusalIT.fails;
import static org.pytorch.executorch.ModuleRefusalIT.invalid;
import static org.pytorch.executorch.TensorTest.refused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleIT {

    private static final long[] SHAPE = {2, 3};

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {Module.LOAD_MODE_FILE, Module.LOAD_MODE_MMAP, Module.LOAD_MODE_MMAP_USE_MLOCK_IGNORE_ERRORS})
    void forwardComputesInEveryLoadMode(int loadMode) {
        try (var module = Module.load(Fixtures.path("add"), loadMode)) {
            var outputs = module.forward(floats(SHAPE, 1, 2, 3, 4, 5, 6), floats(SHAPE, 10, 20, 30, 40, 50, 60));
            assertEquals(1, outputs.length);
            assertArrayEquals(SHAPE, outputs[0].toTensor().shape());
            assertArrayEquals(
                    new float[] {11, 22, 33, 44, 55, 66}, outputs[0].toTensor().getDataAsFloatArray());
        }
    }

    @Test
    void outputsBelongToTheCaller() {
        try (var module = Fixtures.load("add")) {
            var first = module.forward(floats(SHAPE, 1, 1, 1, 1, 1, 1), floats(SHAPE, new float[6]))[0].toTensor();
            module.forward(floats(SHAPE, 2, 2, 2, 2, 2, 2), floats(SHAPE, new float[6]));
            module.close();
            assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, first.getDataAsFloatArray());
        }
    }

    @Test
    void unplannedProgramsRun() {
        try (var module = Fixtures.load("add_unplanned")) {
            var sum = module.forward(floats(SHAPE, 1, 2, 3, 4, 5, 6), floats(SHAPE, 1, 1, 1, 1, 1, 1))[0];
            assertArrayEquals(new float[] {2, 3, 4, 5, 6, 7}, sum.toTensor().getDataAsFloatArray());
        }
    }

    @Test
    void everyTypeGoesInAndOut() {
        try (var module = Fixtures.load("dtypes")) {
            var inputs = module.getMethodMetadata("forward").getInputs().stream()
                    .map(TensorInfo.class::cast)
                    .map(info -> EValue.from(Tensor.ones(info.shape(), info.dtype())))
                    .toArray(EValue[]::new);
            var outputs =
                    Arrays.stream(module.forward(inputs)).map(EValue::toTensor).toList();
            assertEquals(
                    List.of(DType.UINT8, DType.INT8, DType.INT32, DType.INT64, DType.HALF, DType.DOUBLE, DType.BOOL),
                    outputs.stream().map(Tensor::dtype).toList());
            assertArrayEquals(new byte[] {2, 2}, outputs.get(0).getDataAsUnsignedByteArray());
            assertArrayEquals(new byte[] {2, 2}, outputs.get(1).getDataAsByteArray());
            assertArrayEquals(new int[] {2, 2}, outputs.get(2).getDataAsIntArray());
            assertArrayEquals(new long[] {2, 2}, outputs.get(3).getDataAsLongArray());
            assertArrayEquals(new float[] {2, 2}, outputs.get(4).getDataAsFloatArray());
            assertArrayEquals(new double[] {2, 2}, outputs.get(5).getDataAsDoubleArray());
            assertArrayEquals(new byte[] {0, 0}, outputs.get(6).getDataAsByteArray());
        }
    }

    @Test
    void scalarsGoInAndOut() {
        try (var module = Fixtures.load("scalars")) {
            EValue[] inputs = {
                floats(new long[] {2}, 1, 2),
                EValue.from(3L),
                EValue.from(0.5),
                EValue.from(true),
                EValue.optionalNone(),
                EValue.optionalNone()
            };
            var outputs = module.forward(inputs);
            assertArrayEquals(new float[] {4, 5}, outputs[0].toTensor().getDataAsFloatArray());
            assertEquals(3, outputs[1].toInt());
            assertEquals(0.5, outputs[2].toDouble());
            assertTrue(outputs[3].toBool());

            inputs[1] = EValue.from(4L);
            invalid("takes another value as input 1", () -> module.forward(inputs));
            inputs[1] = EValue.from("three");
            invalid("takes another value as input 1", () -> module.forward(inputs));
            inputs[1] = null;
            refused("must not be null", () -> module.forward(inputs));
        }
    }

    @Test
    void dynamicShapesFollowTheInput() {
        try (var module = Fixtures.load("dynamic")) {
            assertArrayEquals(
                    new long[] {3, 3},
                    module.forward(EValue.from(Tensor.ones(new long[] {3, 3}, DType.FLOAT)))[0]
                            .toTensor()
                            .shape());
            fails(
                    ExecutorchRuntimeException.NOT_SUPPORTED,
                    "takes FLOAT[8, 3] as input 0, not FLOAT[9, 3]",
                    () -> module.forward(EValue.from(Tensor.ones(new long[] {9, 3}, DType.FLOAT))));
        }
    }

    @Test
    void outputsThatDependOnTheDataHaveTheirShape() {
        try (var module = Fixtures.load("nonzero")) {
            var indices = module.forward(floats(new long[] {4}, 0, 5, 0, 5))[0].toTensor();
            assertArrayEquals(new long[] {2, 1}, indices.shape());
            assertArrayEquals(new long[] {1, 3}, indices.getDataAsLongArray());
        }
    }

    @Test
    void controlFlowAndStateWork() {
        try (var conditional = Fixtures.load("conditional");
                var counter = Fixtures.load("counter")) {
            var four = new long[] {4};
            assertEquals(
                    2,
                    conditional.forward(floats(four, 1, 1, 1, 1))[0].toTensor().getDataAsFloatArray()[0]);
            assertEquals(
                    1,
                    conditional.forward(floats(four, -1, -1, -1, -1))[0].toTensor()
                            .getDataAsFloatArray()[0]);
            var one = new long[] {1};
            float first = counter.forward(floats(one, 0))[0].toTensor().getDataAsFloatArray()[0];
            float second = counter.forward(floats(one, 0))[0].toTensor().getDataAsFloatArray()[0];
            assertEquals(first + 1, second);
        }
    }

    @Test
    void methodsAreListedLoadedAndDescribed() {
        try (var module = Fixtures.load("methods")) {
            assertEquals(List.of("forward", "negate", "split"), Arrays.asList(module.getMethods()));
            module.loadMethod("negate");
            module.loadMethod("negate");
            assertEquals(
                    -1,
                    module.execute("negate", floats(SHAPE, 1, 1, 1, 1, 1, 1))[0].toTensor()
                            .getDataAsFloatArray()[0]);
            assertEquals(2, module.execute("split", floats(SHAPE, 1, 1, 1, 1, 1, 1)).length);

            var split = module.getMethodMetadata("split");
            assertEquals("split", split.getName());
            assertEquals(List.of(new TensorInfo(DType.FLOAT, SHAPE, true)), split.getInputs());
            assertEquals(2, split.getOutputs().size());
            assertEquals(0, split.getBackends().length);
            refused("it has [forward, negate, split]", () -> module.getMethodMetadata("backward"));
            invalid("it has forward, negate, split", () -> module.loadMethod("backward"));
            invalid("it has forward, negate, split", () -> module.execute("backward"));
            assertThrows(NullPointerException.class, () -> module.execute(null));
        }
    }

    @Test
    void metadataTellsBackendsKindsAndPlanning() {
        try (var planned = Fixtures.load("convolutions");
                var unplanned = Fixtures.load("convolutions_unplanned");
                var scalars = Fixtures.load("scalars")) {
            assertEquals("XnnpackBackend", planned.getMethodMetadata("forward").getBackends()[0]);
            assertTrue(((TensorInfo)
                            planned.getMethodMetadata("forward").getInputs().getFirst())
                    .memoryPlanned());
            assertFalse(((TensorInfo)
                            unplanned.getMethodMetadata("forward").getInputs().getFirst())
                    .memoryPlanned());
            assertEquals(
                    List.of(
                            ValueInfo.Kind.TENSOR,
                            ValueInfo.Kind.INT,
                            ValueInfo.Kind.DOUBLE,
                            ValueInfo.Kind.BOOL,
                            ValueInfo.Kind.NONE,
                            ValueInfo.Kind.NONE),
                    scalars.getMethodMetadata("forward").getInputs().stream()
                            .map(ValueInfo::kind)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void workspaceModesGiveTheSameResult(int mode) {
        var options = new BackendOptionsMap().setInt("XnnpackBackend", "workspace_sharing_mode", mode);
        var input = EValue.from(Tensor.ones(new long[] {1, 3, 16, 16}, DType.FLOAT));
        try (var module = Module.load(Fixtures.path("convolutions"), options);
                var plain = Fixtures.load("convolutions")) {
            assertArrayEquals(
                    plain.forward(input)[0].toTensor().getDataAsFloatArray(),
                    module.forward(input)[0].toTensor().getDataAsFloatArray());
        }
    }

    @Test
    void theLogTellsOfFailures() {
        try (var module = Fixtures.load("scalars")) {
            assertThrows(
                    ExecutorchRuntimeException.class,
                    () -> module.forward(
                            floats(new long[] {2}, 1, 2),
                            EValue.from(4L),
                            EValue.from(0.5),
                            EValue.from(true),
                            EValue.optionalNone(),
                            EValue.optionalNone()));
            assertTrue(Arrays.stream(module.readLogBuffer()).anyMatch(line -> line.contains("same value")));
            assertArrayEquals(module.readLogBuffer(), Module.readLogBufferStatic());
        }
    }

    @Test
    void profilesAreWrittenOnRequestOnly() throws Exception {
        var file = directory.resolve("profile.etdump");
        try (var module = Fixtures.load("add")) {
            assertFalse(module.etdump(file.toString()));
        }
        System.setProperty("executorch.etdump", "true");
        try (var module = Fixtures.load("add")) {
            module.forward(floats(SHAPE, new float[6]), floats(SHAPE, new float[6]));
            assertTrue(module.etdump(file.toString()));
            assertTrue(Files.size(file) > 100);
            module.forward(floats(SHAPE, new float[6]), floats(SHAPE, new float[6]));
            assertTrue(module.etdump(file.toString()));
            module.etdump(file.toString());
            module.forward(floats(SHAPE, new float[6]), floats(SHAPE, new float[6]));
            assertFalse(module.etdump("/nowhere/profile.etdump"));
        } finally {
            System.clearProperty("executorch.etdump");
        }
    }

    @Test
    void theRuntimeListsWhatItCanRun() {
        assertTrue(Arrays.asList(ExecuTorchRuntime.getRegisteredBackends()).contains("XnnpackBackend"));
        assertTrue(Arrays.asList(ExecuTorchRuntime.getRegisteredOps()).contains("aten::add.out"));
        refused("The model \"/nowhere\" does not exist", () -> ExecuTorchRuntime.validateFilePath("/nowhere", "model"));
    }
}
