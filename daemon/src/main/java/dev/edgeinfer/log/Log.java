package dev.edgeinfer.log;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * The log of a process: one line a fact. A line of ours is written from the level on that is set, one of a library when it
 * is a warning at least. An exception is folded into its line, except at level debug, where its trace follows. Any thread
 * may call.
 */
public final class Log implements ILoggerFactory {

    private static final String OURS = "dev.edgeinfer";

    /** It looks for the Raspberry Pi that a machine without its own chip is not. */
    private static final String BOARD_GUESSES = "com.pi4j.boardinfo";

    private final Consumer<String> output;
    private final LineFormat format;
    private final RepeatLimit repeats;
    private final Map<String, LineLogger> loggers = new ConcurrentHashMap<>();

    private volatile Level level = Level.INFO;
    private volatile boolean verbose;
    private volatile UnaryOperator<String> mask = UnaryOperator.identity();

    /**
     * @param output takes whole lines with their ends
     * @param clock nanoseconds of any origin
     */
    Log(Consumer<String> output, LineFormat format, LongSupplier clock) {
        this.output = output;
        this.format = format;
        this.repeats = new RepeatLimit(clock);
    }

    /** The log that all loggers of this process write to. */
    public static Log ofProcess() {
        return (Log) LoggerFactory.getILoggerFactory();
    }

    /** Sets the least level of our own lines. */
    public void level(Level least) {
        level = least;
    }

    /** Whether all our own lines from level debug on are written, whatever {@link #level} says. */
    public void verbose(boolean on) {
        verbose = on;
    }

    /** Has every line go through a function that takes out what nobody may see. */
    public void mask(UnaryOperator<String> secrets) {
        mask = secrets;
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, key -> new LineLogger(this, key));
    }

    boolean isEnabled(String logger, Level asked) {
        return asked.toInt() >= threshold(logger).toInt() && !logger.startsWith(BOARD_GUESSES);
    }

    private Level threshold(String logger) {
        if (!logger.startsWith(OURS)) {
            return Level.WARN;
        }
        return verbose ? Level.DEBUG : level;
    }

    void write(String logger, Level at, String pattern, Object[] arguments, Throwable failure) {
        Optional<String> note = repeats.admit(logger + ' ' + at + ' ' + pattern);
        if (note.isEmpty()) {
            return;
        }
        String text = MessageFormatter.basicArrayFormat(pattern, arguments);
        boolean unfolded = failure != null && isEnabled(logger, Level.DEBUG);
        if (failure != null && !unfolded) {
            text += ": " + FoldedException.of(failure);
        }
        var lines = new StringBuilder(format.line(at, mask.apply(text + note.get())));
        if (unfolded) {
            FoldedException.trace(failure).forEach(line -> lines.append(format.line(at, mask.apply(line))));
        }
        output.accept(lines.toString());
    }
}
