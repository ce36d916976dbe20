package dev.edgeinfer.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** One named logger; what it is given goes to its log. */
final class LineLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    private final transient Log log;

    LineLogger(Log log, String name) {
        this.log = log;
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return log.isEnabled(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isEnabled(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return log.isEnabled(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return log.isEnabled(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return log.isEnabled(name, Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable failure) {
        log.write(name, level, pattern, arguments, failure);
    }
}
