package dev.edgeinfer.mqtt;

import java.util.ResourceBundle;
import org.eclipse.paho.mqttv5.client.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the MQTT library's own log goes: the debug log. It reports as severe what {@link BrokerConnection} is told by
 * other means and says in a sentence, such as each loss of a connection. The library makes instances by the name of the
 * class.
 */
public final class PahoLog implements Logger {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(PahoLog.class);

    private ResourceBundle catalogue;

    @Override
    public void initialise(ResourceBundle messageCatalog, String loggerId, String resourceName) {
        catalogue = messageCatalog;
    }

    @Override
    public void setResourceName(String logContext) {}

    /** Asked before messages that take effort to make; these are for those who debug the library. */
    @Override
    public boolean isLoggable(int level) {
        return false;
    }

    @Override
    public void severe(String type, String method, String key) {
        tell(type, method, key, null);
    }

    @Override
    public void severe(String type, String method, String key, Object[] inserts) {
        tell(type, method, key, null);
    }

    @Override
    public void severe(String type, String method, String key, Object[] inserts, Throwable thrown) {
        tell(type, method, key, thrown);
    }

    @Override
    public void warning(String type, String method, String key) {
        tell(type, method, key, null);
    }

    @Override
    public void warning(String type, String method, String key, Object[] inserts) {
        tell(type, method, key, null);
    }

    @Override
    public void warning(String type, String method, String key, Object[] inserts, Throwable thrown) {
        tell(type, method, key, thrown);
    }

    @Override
    public void info(String type, String method, String key) {}

    @Override
    public void info(String type, String method, String key, Object[] inserts) {}

    @Override
    public void info(String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public void config(String type, String method, String key) {}

    @Override
    public void config(String type, String method, String key, Object[] inserts) {}

    @Override
    public void config(String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public void fine(String type, String method, String key) {}

    @Override
    public void fine(String type, String method, String key, Object[] inserts) {}

    @Override
    public void fine(String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public void finer(String type, String method, String key) {}

    @Override
    public void finer(String type, String method, String key, Object[] inserts) {}

    @Override
    public void finer(String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public void finest(String type, String method, String key) {}

    @Override
    public void finest(String type, String method, String key, Object[] inserts) {}

    @Override
    public void finest(String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public void log(int level, String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public void trace(int level, String type, String method, String key, Object[] inserts, Throwable thrown) {}

    @Override
    public String formatMessage(String key, Object[] inserts) {
        return catalogue.containsKey(key) ? catalogue.getString(key) : key;
    }

    @Override
    public void dumpTrace() {}

    private void tell(String type, String method, String key, Throwable thrown) {
        if (log.isDebugEnabled()) {
            log.debug("{}.{}: {}", type, method, formatMessage(key, new Object[0]), thrown);
        }
    }
}
