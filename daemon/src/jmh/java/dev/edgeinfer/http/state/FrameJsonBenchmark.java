package dev.edgeinfer.http.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.detect.Box;
import dev.edgeinfer.detect.Detection;
import dev.edgeinfer.detect.Timing;
import dev.edgeinfer.document.Json;
import dev.edgeinfer.pipeline.DetectionFrame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A frame with ten detections as a document, and that as JSON: what a stream of detections costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class FrameJsonBenchmark {

    private static final int OBJECTS = 10;

    private final ObjectMapper mapper = Json.mapper();
    private final Optional<DetectionFrame> frame = Optional.of(new DetectionFrame(
            "c",
            1234,
            Instant.EPOCH,
            0,
            640,
            480,
            IntStream.range(0, OBJECTS)
                    .mapToObj(i -> new Detection("person", 0, 0.9f - 0.05f * i, new Box(10.25f * i, 20.5f, 40, 120)))
                    .toList(),
            new Timing(350_000, 6_500_000, 40_000)));

    @Benchmark
    public byte[] json() throws JsonProcessingException {
        var rate = DetectionsDocument.Rate.of(OptionalDouble.of(10), 9.98, 30);
        return mapper.writeValueAsBytes(DetectionsDocument.Camera.of(
                "c", frame, Optional.empty(), rate, "running", Optional.empty(), 41_200_000));
    }
}
