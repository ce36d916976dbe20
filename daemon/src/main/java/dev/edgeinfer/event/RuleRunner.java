package dev.edgeinfer.event;

import dev.edgeinfer.config.CameraConfig;
import dev.edgeinfer.config.RuleConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the rule engine. Everything it is told goes through a bounded queue, so that the inference thread
 * never waits for a GPIO line; pulses, holds and stale cameras are kept by deadline.
 *
 * <p>A frame is never dropped in silence, because the one dropped might have been the one that ends a condition: when the
 * queue is full the engine counts as failed, its lines go to their shutdown states, and it starts again with fresh state
 * ({@link RuleSupervisor}).
 *
 * <p>Life cycle: {@link #start} once; {@link #accept}, {@link #cameraStill} and {@link #cameraLost} from any thread, without waiting; after
 * {@link #close} they do nothing. Close it before the lines it switches.
 */
public final class RuleRunner implements AutoCloseable {

    static final int QUEUE_CAPACITY = 256;

    private static final Logger log = LoggerFactory.getLogger(RuleRunner.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final BlockingQueue<Consumer<RuleEngine>> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final AtomicBoolean overrun = new AtomicBoolean();
    private final Armed.Listener armedListener = this::armedChanged;
    private final RuleSurroundings surroundings;
    private final List<String> names;
    private final List<String> cameras;
    private final RuleSupervisor supervisor;
    private final LongSupplier clock;
    private final Thread thread;
    private volatile Consumer<String> forgotten = _ -> {};
    private volatile boolean closed;

    /**
     * @param rules the rules, in the order of the configuration
     * @param cameras all cameras of the configuration
     * @param surroundings what rules depend on besides; it is listened to until {@link #close}
     * @param output drives the lines; called on the thread of this object only
     */
    public RuleRunner(
            Collection<RuleConfig> rules,
            Collection<CameraConfig> cameras,
            RuleSurroundings surroundings,
            LineOutput output) {
        this(rules, cameras, surroundings, output, System::nanoTime);
    }

    RuleRunner(
            Collection<RuleConfig> rules,
            Collection<CameraConfig> cameras,
            RuleSurroundings surroundings,
            LineOutput output,
            LongSupplier clock) {
        List<String> lines =
                rules.stream().flatMap(rule -> rule.lines().stream()).distinct().toList();
        this.clock = clock;
        this.surroundings = surroundings;
        this.names = rules.stream().map(RuleConfig::name).toList();
        this.cameras = cameras.stream().map(CameraConfig::name).toList();
        this.supervisor = new RuleSupervisor(
                () -> new RuleEngine(rules, cameras, surroundings, output, clock),
                lines,
                output,
                () -> this.cameras.forEach(camera -> forgotten.accept(camera)),
                clock);
        // Before the engine asks how they stand: what it is told twice does no harm, what it is never told would.
        surroundings.armed().onChange(armedListener);
        surroundings.inputs().onChange(this::inputChanged);
        this.thread = Thread.ofPlatform().name("rules").daemon().unstarted(this::run);
    }

    /** What it was handed before is done now, up to the capacity of its queue. */
    public void start() {
        // Frames that came when it was full are followed by others.
        overrun.set(false);
        thread.start();
    }

    /**
     * Names who can show an engine that has just taken the place of a failed one what a camera sees, where otherwise the
     * next frame comes only when something moves.
     *
     * @param refresh gets the name of each camera, on the thread of this object; must return quickly
     */
    public void onRestart(Consumer<String> refresh) {
        forgotten = refresh;
    }

    /** Hands over what was seen in one frame. */
    public void accept(Observation frame) {
        enqueue(engine -> engine.accept(frame));
    }

    /**
     * Has a rule act for a second as if its condition held, to try what it is connected to ({@link RuleEngine#test}).
     *
     * @param by who tries it, for people
     * @return whether there is a rule of that name
     */
    public boolean test(String rule, String by) {
        boolean known = names.contains(rule);
        if (known) {
            log.info("rule \"{}\" is tried by {}", rule, by);
            enqueue(engine -> engine.test(rule, by));
        }
        return known;
    }

    /**
     * Tells that nothing moves before a camera, so that what its last frame showed still stands. When the engine is busy
     * this is left out: another one follows, and it must not take the place of a frame.
     */
    public void cameraStill(String camera) {
        if (queue.remainingCapacity() > QUEUE_CAPACITY / 2) {
            enqueue(engine -> engine.cameraStill(camera));
        }
    }

    /** Tells that a camera gives no frames; its next frame tells that it does again. */
    public void cameraLost(String camera) {
        enqueue(engine -> engine.cameraLost(camera));
    }

    /** How the engine stands; from any thread. One that is stuck in a call counts as failed. */
    public RuleEngineStatus status() {
        RuleEngineStatus status = supervisor.status();
        return overrun.get() && status.state() == RuleEngineStatus.State.RUNNING
                ? new RuleEngineStatus(
                        RuleEngineStatus.State.FAILED,
                        "the rule engine does not come back from a call on a line; %d frames wait for it"
                                .formatted(QUEUE_CAPACITY),
                        status.failures())
                : status;
    }

    /** How the rules stand, in the order of the configuration; empty while the engine is down; from any thread. */
    public List<RuleStatus> rules() {
        return supervisor.rules();
    }

    /** Puts every line into its shutdown state and ends the thread; waits for that, for 5 s at most. */
    @Override
    public void close() {
        closed = true;
        surroundings.armed().forget(armedListener);
        thread.interrupt();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
            if (thread.isAlive()) {
                log.error("the rule engine did not stop within {} s: a GPIO call hangs", LONGEST_CLOSE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void armedChanged(boolean armed, String by) {
        enqueue(engine -> engine.armed(armed));
    }

    private void inputChanged(String line, boolean active) {
        Optional<Boolean> state = surroundings.inputs().active(line);
        enqueue(engine -> engine.input(line, state));
    }

    private void enqueue(Consumer<RuleEngine> step) {
        if (!closed && !queue.offer(step)) {
            overrun.set(true);
        }
    }

    private void run() {
        try {
            supervisor.run(RuleEngine::tick);
            while (!closed) {
                Consumer<RuleEngine> step = next();
                if (overrun.getAndSet(false)) {
                    queue.clear();
                    supervisor.fail(new IllegalStateException(
                            "it fell %d frames behind the cameras".formatted(QUEUE_CAPACITY)));
                } else {
                    supervisor.run(step == null ? RuleEngine::tick : step);
                }
            }
        } catch (InterruptedException e) {
            // close() asks for the end in this way.
        } finally {
            supervisor.stop();
        }
    }

    /** The next step, or null when a deadline comes first. */
    private Consumer<RuleEngine> next() throws InterruptedException {
        OptionalLong deadline = supervisor.nextDeadline();
        return deadline.isPresent()
                ? queue.poll(deadline.getAsLong() - clock.getAsLong(), TimeUnit.NANOSECONDS)
                : queue.take();
    }
}
