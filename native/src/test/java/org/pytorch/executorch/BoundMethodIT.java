package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pytorch.executorch.ModuleRefusalIT.fails;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundMethodIT {

    @ParameterizedTest
    @ValueSource(strings = {"add", "add_unplanned"})
    void runComputesFromTheInputBuffersIntoTheOutputBuffers(String program) {
        try (var module = Fixtures.load(program);
                var add = module.bind("forward")) {
            assertEquals(2, add.inputCount());
            assertEquals(1, add.outputCount());
            assertEquals("forward", add.name());
            var a = add.input(0).asFloatBuffer();
            var b = add.input(1).asFloatBuffer();
            var sum = add.output(0).asFloatBuffer();
            for (int round = 0; round < 3; round++) {
                a.put(5, round);
                b.put(5, 100);
                add.run();
                assertEquals(100 + round, sum.get(5));
                assertEquals(round, a.get(5), "inputs keep their content");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "add_unplanned"})
    void aRunReadsTheSetOfInputsItIsTold(String program) {
        try (var module = Fixtures.load(program);
                var add = module.bind("forward", 2)) {
            assertEquals(2, add.inputCount());
            for (int set = 0; set < 2; set++) {
                add.input(set, 0).asFloatBuffer().put(5, 1 + set);
                add.input(set, 1).asFloatBuffer().put(5, 100);
            }
            for (int set : new int[] {0, 1, 1, 0}) {
                add.run(set);
                assertEquals(101 + set, add.output(0).asFloatBuffer().get(5));
            }
            add.run();
            assertEquals(101, add.output(0).asFloatBuffer().get(5), "the first, if nothing is said");
            assertThrows(IndexOutOfBoundsException.class, () -> add.input(0, 2), "not one of the next set");
            assertThrows(IndexOutOfBoundsException.class, () -> add.input(2, 0));
            for (int set : new int[] {-1, 2}) {
                assertThrows(IndexOutOfBoundsException.class, () -> add.run(set));
            }
            assertThrows(IllegalArgumentException.class, () -> module.bind("forward", 0));
        }
    }

    @Test
    void buffersAreDirectNativeAlignedAndExact() {
        try (var module = Fixtures.load("convolutions");
                var method = module.bind("forward")) {
            var input = method.input(0);
            assertTrue(input.isDirect());
            assertEquals(ByteOrder.nativeOrder(), input.order());
            assertEquals(0, MemorySegment.ofBuffer(input).address() % 64);
            assertEquals(method.inputInfo(0).byteSize(), input.capacity());
            assertEquals(method.outputInfo(0).byteSize(), method.output(0).capacity());
            assertEquals(ByteOrder.nativeOrder(), method.output(0).order());
            assertArrayEquals(new long[] {1, 3, 16, 16}, method.inputInfo(0).shape());
            assertEquals(DType.FLOAT, method.outputInfo(0).dtype());
            input.position(7);
            assertEquals(0, method.input(0).position(), "each view has a position of its own");
            assertThrows(IndexOutOfBoundsException.class, () -> method.input(1));
            assertThrows(IndexOutOfBoundsException.class, () -> method.outputInfo(-1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"convolutions", "convolutions_unplanned", "convolutions_int8", "xnnpack_operators"})
    void boundAndExecutedMethodsAgree(String program) {
        try (var module = Fixtures.load(program);
                var method = module.bind("forward")) {
            var input = method.input(0).asFloatBuffer();
            for (int i = 0; i < input.capacity(); i++) {
                input.put(i, i % 17 / 16f);
            }
            method.run();
            var data = Tensor.allocateFloatBuffer(input.capacity());
            data.put(input.duplicate());
            var expected = module.forward(
                    EValue.from(Tensor.fromBlob(data, method.inputInfo(0).shape())));
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(
                        expected[i].toTensor().getDataAsFloatArray(),
                        array(method.output(i).asFloatBuffer()));
            }
        }
    }

    @Test
    void constantsAndPassedThroughInputsAreCopies() {
        try (var module = Fixtures.load("constant");
                var method = module.bind("forward")) {
            method.input(0).asFloatBuffer().put(new float[] {5, 6, 7, 8});
            for (int round = 0; round < 2; round++) {
                method.run();
                assertArrayEquals(
                        new float[] {0, 1, 2, 3}, array(method.output(0).asFloatBuffer()));
                assertArrayEquals(
                        new float[] {5, 6, 7, 8}, array(method.output(1).asFloatBuffer()));
                assertArrayEquals(
                        new float[] {5, 7, 9, 11}, array(method.output(2).asFloatBuffer()));
                method.output(0).asFloatBuffer().put(0, 99);
            }
        }
    }

    @Test
    void dynamicShapesAreBoundToTheirUpperBound() {
        try (var module = Fixtures.load("dynamic");
                var method = module.bind("forward")) {
            assertArrayEquals(new long[] {8, 3}, method.inputInfo(0).shape());
            method.input(0).asFloatBuffer().put(23, 2);
            method.run();
            assertEquals(4, method.output(0).asFloatBuffer().get(23));
        }
    }

    @Test
    void outputsOfAnotherSizeAreAnError() {
        try (var module = Fixtures.load("nonzero");
                var method = module.bind("forward")) {
            fails(
                    ExecutorchRuntimeException.NOT_SUPPORTED,
                    "returned INT64[0, 1] as output 0, another size than it is bound to",
                    method::run);
            method.input(0).asFloatBuffer().put(new float[] {1, 1, 1, 1});
            method.run();
        }
    }

    @Test
    void methodsWithOtherValuesThanTensorsCannotBeBound() {
        try (var module = Fixtures.load("scalars")) {
            fails(ExecutorchRuntimeException.NOT_SUPPORTED, "input 1 is", () -> module.bind("forward"));
        }
        try (var module = Fixtures.load("channels_last")) {
            fails(
                    ExecutorchRuntimeException.NOT_SUPPORTED,
                    "in another memory order than row-major",
                    () -> module.bind("forward"));
        }
        try (var module = Fixtures.load("missing_operator")) {
            fails(ExecutorchRuntimeException.OPERATOR_MISSING, "aten::xyz.out", () -> module.bind("forward"));
            assertThrows(IllegalArgumentException.class, () -> module.bind("backward"));
        }
    }

    @Test
    void severalMethodsAreIndependent() {
        try (var module = Fixtures.load("methods");
                var first = module.bind("forward");
                var second = module.bind("forward");
                var negate = module.bind("negate")) {
            first.input(0).asFloatBuffer().put(0, 1);
            second.input(0).asFloatBuffer().put(0, 2);
            negate.input(0).asFloatBuffer().put(0, 3);
            first.run();
            second.run();
            negate.run();
            assertEquals(1, first.output(0).asFloatBuffer().get(0));
            assertEquals(2, second.output(0).asFloatBuffer().get(0));
            assertEquals(-3, negate.output(0).asFloatBuffer().get(0));
            second.close();
            first.run();
        }
    }

    @Test
    void aClosedMethodIsRefused() {
        try (var module = Fixtures.load("add")) {
            var method = module.bind("forward");
            method.close();
            method.close();
            assertClosed(method);
            module.bind("forward").run();
        }
    }

    @Test
    void closingTheModuleClosesItsMethods() {
        var module = Fixtures.load("add");
        var method = module.bind("forward");
        module.close();
        assertClosed(method);
        method.close();
    }

    private static void assertClosed(BoundMethod method) {
        var failure = assertThrows(IllegalStateException.class, method::run);
        assertTrue(failure.getMessage().contains("has been closed"), failure.getMessage());
    }

    @Test
    void buffersOutliveTheirMethod() {
        FloatBuffer input;
        FloatBuffer output;
        try (var module = Fixtures.load("convolutions");
                var method = module.bind("forward")) {
            input = method.input(0).asFloatBuffer();
            output = method.output(0).asFloatBuffer();
            method.run();
        }
        System.gc();
        for (int i = 0; i < input.capacity(); i++) {
            input.put(i, 1);
        }
        float sum = 0;
        for (int i = 0; i < output.capacity(); i++) {
            sum += output.get(i);
        }
        assertTrue(Float.isFinite(sum));
    }

    @Test
    void runAllocatesNothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var module = Fixtures.load("convolutions");
                var method = module.bind("forward")) {
            // The measurement allocates while it is interpreted; a run that allocated would never show 0.
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 100; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 200; i++) {
                    method.run();
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least);
        }
    }

    private static float[] array(FloatBuffer buffer) {
        var array = new float[buffer.capacity()];
        buffer.get(0, array);
        return array;
    }
}
