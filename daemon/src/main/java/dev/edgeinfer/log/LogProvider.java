package dev.edgeinfer.log;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Found by SLF4J, which makes one in a process. The property {@code edge-infer.log.level} sets the level where there is no
 * configuration.
 */
public final class LogProvider implements SLF4JServiceProvider {

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    /** Standard error of the moment, which tests replace. */
    private final Log log =
            new Log(line -> System.err.print(line), LineFormat.ofStderr(System.getenv()), System::nanoTime);

    @Override
    public ILoggerFactory getLoggerFactory() {
        return log;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        Optional.ofNullable(System.getProperty("edge-infer.log.level"))
                .ifPresent(level -> log.level(Level.valueOf(level.toUpperCase(Locale.ROOT))));
    }
}
