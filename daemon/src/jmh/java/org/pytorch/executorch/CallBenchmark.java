package org.pytorch.executorch;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A call of a program that only adds two numbers: nearly all of it is the way into the runtime and back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class CallBenchmark {

    private Module module;
    private BoundMethod forward;

    @Setup
    public void setUp() {
        module = Module.load(System.getProperty("fixtures") + "/add.pte", Module.LOAD_MODE_FILE, 1);
        forward = module.bind("forward");
    }

    @TearDown
    public void tearDown() {
        module.close();
    }

    @Benchmark
    public void call() {
        forward.run();
    }
}
