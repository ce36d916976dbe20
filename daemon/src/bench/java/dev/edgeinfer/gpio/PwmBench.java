package dev.edgeinfer.gpio;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import dev.edgeinfer.config.LineConfig;
import dev.edgeinfer.event.LineDemand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how late the edges of a line are that is modulated by software, on a simulated line: what a real one adds is a call
 * of the kernel.
 *
 * <pre>{@code PwmBench [SECONDS]}</pre>
 */
public final class PwmBench {

    private static final int DEFAULT_SECONDS = 10;
    private static final double DUTY = 0.25;

    private PwmBench() {}

    public static void main(String[] args) {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SECONDS;
        for (double frequency : new double[] {1, 25, 100}) {
            run(frequency, seconds);
        }
    }

    private static void run(double frequency, int seconds) {
        var provider = new SimulatedOutputProvider(Map.of("GPIO17", 17));
        Context context = Pi4J.newContextBuilder().add(provider).build();
        var line = new OutputLine(
                context,
                provider,
                LineConfig.unlisted("GPIO17"),
                0,
                _ -> {},
                System::nanoTime,
                InstantSource.system());
        line.check();
        List<Long> edges = new ArrayList<>();
        DigitalOutput output = context.registry().get("GPIO17");
        output.addListener(_ -> edges.add(System.nanoTime()));
        try (var timer = new LineTimer(line::advance, line::deadline, System::nanoTime)) {
            timer.start();
            long begin = System.nanoTime();
            line.demand(new LineDemand.Pwm(frequency, DUTY));
            timer.wake();
            LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
            long end = System.nanoTime();
            line.close();
            print(frequency, begin, end, edges);
        } finally {
            context.shutdown();
        }
    }

    /** Each edge against the last time at which one was due. */
    private static void print(double frequency, long begin, long end, List<Long> edges) {
        Waveform waveform = Waveform.of(new LineDemand.Pwm(frequency, DUTY), false);
        long period = waveform.on() + waveform.off();
        List<Long> late = new ArrayList<>();
        long active = 0;
        for (int i = 0; i < edges.size(); i++) {
            long phase = (edges.get(i) - edges.getFirst()) % period;
            boolean rising = i % 2 == 0;
            late.add(rising ? (phase > period / 2 ? 0 : phase) : phase - waveform.on());
            if (!rising) {
                active += edges.get(i) - edges.get(i - 1);
            }
        }
        List<Long> sorted = late.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%5.0f Hz: edges late by p50 %6.3f ms, p99 %6.3f ms, most %6.3f ms; duty %.4f instead of %.2f; %d of %.0f edges%n",
                frequency,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get((int) (sorted.size() * 0.99)) / 1e6,
                sorted.getLast() / 1e6,
                active / (double) (end - begin),
                DUTY,
                edges.size(),
                2 * frequency * (end - begin) / 1e9);
    }
}
