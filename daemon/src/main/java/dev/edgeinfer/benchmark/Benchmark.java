package dev.edgeinfer.benchmark;

import dev.edgeinfer.camera.CameraState;
import dev.edgeinfer.camera.CameraStatus;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.SourceConfig;
import dev.edgeinfer.detect.Detector;
import dev.edgeinfer.pipeline.Backlog;
import dev.edgeinfer.pipeline.CameraReport;
import dev.edgeinfer.pipeline.DetectionFrame;
import dev.edgeinfer.pipeline.Pipeline;
import dev.edgeinfer.system.Board;
import dev.edgeinfer.track.Tracking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs the daemon's pipeline and tracker for a time and measures them: the same objects on the same threads as in the
 * daemon, without what only acts on their results.
 *
 * <p><b>Life cycle.</b> {@link #run} once; {@link #stop} from any thread at any time.
 */
public final class Benchmark {

    /** Slow cameras and their networks need seconds to come up. */
    private static final Duration FIRST_FRAME_PATIENCE = Duration.ofSeconds(30);

    private static final Duration FIRST_LOOK_EVERY = Duration.ofMillis(20);
    private static final int LOOKS_AFTER_END = 250;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Plan plan;
    private final Board board = new Board(Path.of("/"));
    private final Recording recording = new Recording();
    private final Reporter reporter;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * What to run.
     *
     * @param detector the caller's
     * @param sha256 of its program; empty: not known
     * @param source what all cameras look at
     * @param cameras how many
     * @param targetFps inferences a second of each; empty: as many as the model gives
     * @param threads inference threads, for the report
     * @param warmUp what is not measured at the beginning
     */
    public record Plan(
            Detector detector,
            Optional<String> sha256,
            SourceConfig source,
            int cameras,
            OptionalDouble targetFps,
            int threads,
            Duration warmUp,
            Duration time) {

        List<CameraConfig> configs() {
            return Stream.iterate(1, number -> number + 1)
                    .limit(cameras)
                    .map(number -> new CameraConfig("camera" + number, source, targetFps))
                    .toList();
        }
    }

    public Benchmark(Plan plan) {
        this.plan = plan;
        reporter = new Reporter(plan, recording, board);
    }

    /** Ends the run early; {@link #run} returns what was measured so far. */
    public void stop() {
        stopped.countDown();
    }

    /** What of an older report was otherwise, so that ratios to it would say little. */
    public List<String> differences(BenchmarkReport before) {
        return Comparison.differences(before, reporter.setup(), reporter.machine());
    }

    /**
     * Measures.
     *
     * @param opener opens the source
     * @param onFrames told once when frames are measured
     * @throws BenchmarkException when there is nothing to measure
     */
    public BenchmarkReport run(Function<SourceConfig, FrameSource> opener, Runnable onFrames)
            throws InterruptedException {
        List<CameraConfig> cameras = plan.configs();
        var tracking = new Tracking(cameras);
        Function<SourceConfig, FrameSource> timed =
                config -> new TimedSource(opener.apply(config), nanos -> recording.duration(Stage.READ, nanos));
        try (var pipeline = new Pipeline(cameras, plan.detector(), timed, _ -> {})) {
            pipeline.bus().listen((_, frame) -> recording.frame(frame, System.nanoTime()));
            pipeline.bus().subscribe("tracking", Backlog.QUEUE, frame -> track(tracking, frame));
            pipeline.start();
            awaitFirstFrame(pipeline);
            stopped.await(plan.warmUp().toNanos(), TimeUnit.NANOSECONDS);
            requireMore(pipeline);
            return measure(pipeline, onFrames);
        }
    }

    private void track(Tracking tracking, DetectionFrame frame) {
        long begin = System.nanoTime();
        tracking.accept(
                frame.camera(),
                frame.sequence(),
                frame.capturedAt(),
                frame.capturedNanos(),
                frame.width(),
                frame.height(),
                frame.detections());
        recording.duration(Stage.TRACK, System.nanoTime() - begin);
    }

    /** A failure before the first frame is one of the source's address rather than of the moment. */
    private void awaitFirstFrame(Pipeline pipeline) throws InterruptedException {
        long deadline = System.nanoTime() + FIRST_FRAME_PATIENCE.toNanos();
        int ended = 0;
        while (recording.last() == null && stopped.getCount() > 0) {
            for (CameraReport report : pipeline.reports()) {
                CameraStatus camera = report.camera();
                if (camera.state() == CameraState.RETRYING) {
                    throw new BenchmarkException(
                            "the source gives no picture: " + camera.error().orElse("it does not say why"));
                }
                report.loop().error().ifPresent(error -> {
                    throw new BenchmarkException("the model fails: " + error);
                });
            }
            // One that ended may have its last picture still on the way.
            ended = ended(pipeline) ? ended + 1 : 0;
            if (ended > LOOKS_AFTER_END && recording.last() == null) {
                throw new BenchmarkException("the source ended before a picture of it was detected; use a longer one");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new BenchmarkException("no picture came within %d s; check that the source runs"
                        .formatted(FIRST_FRAME_PATIENCE.toSeconds()));
            }
            stopped.await(FIRST_LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void requireMore(Pipeline pipeline) {
        if (stopped.getCount() == 0) {
            throw new BenchmarkException("stopped before anything was measured");
        }
        if (ended(pipeline)) {
            throw new BenchmarkException(
                    "the source ended during the warm-up of %s s; let it loop (loop=true), or shorten that with --warm-up"
                            .formatted(plan.warmUp().toMillis() / 1e3));
        }
    }

    private BenchmarkReport measure(Pipeline pipeline, Runnable onFrames) throws InterruptedException {
        var watch = new BoardWatch(board, System::nanoTime);
        watch.start();
        Counters before = Counters.of(pipeline);
        recording.start();
        long end = System.nanoTime() + plan.time().toNanos();
        boolean complete = true;
        boolean told = false;
        for (long left = plan.time().toNanos(); left > 0 && complete; left = end - System.nanoTime()) {
            boolean cut = stopped.await(Math.min(left, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
            watch.look();
            complete = !cut && !ended(pipeline);
            if (!told && recording.frames() > 0) {
                told = true;
                onFrames.run();
            }
        }
        recording.stop();
        Counters after = Counters.of(pipeline);
        if (recording.frames() == 0) {
            throw new BenchmarkException(
                    "no frame was detected in the %.1f s that were measured".formatted(after.secondsSince(before)));
        }
        return reporter.report(pipeline, watch, before, after, complete);
    }

    private static boolean ended(Pipeline pipeline) {
        return pipeline.reports().stream().allMatch(report -> report.camera().state() == CameraState.ENDED);
    }
}
