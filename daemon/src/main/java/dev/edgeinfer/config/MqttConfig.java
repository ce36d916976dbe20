package dev.edgeinfer.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The broker that is told of everything.
 *
 * @param broker where it listens
 * @param credentials what to log in with; empty: nothing but a certificate, or nothing at all
 * @param clientId how the broker tells this client from others; by default {@code edge-infer-} and the device's id
 * @param tls how the connection is secured; empty: not at all ({@code mqtt://})
 * @param prefix what all topics begin with, before the device's id; levels are divided by {@code /}
 * @param discovery whether and where Home Assistant is told what there is; empty: it is not
 * @param detectionsRate how often a second the detections of each camera are published at most, 0..100; 0: never; 1 by default
 * @param keepAlive how long the connection may be silent before it is tried whether it still holds; 30 s by default
 * @param labels what is counted from the start; labels that rules, zones and lines name are, too
 */
public record MqttConfig(
        Broker broker,
        Optional<Credentials> credentials,
        String clientId,
        Optional<MqttTls> tls,
        String prefix,
        Optional<String> discovery,
        double detectionsRate,
        Duration keepAlive,
        List<String> labels) {

    static final String DEFAULT_PREFIX = "edge-infer";
    static final String DEFAULT_DISCOVERY = "homeassistant";
    static final double DEFAULT_RATE = 1;
    static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);

    public MqttConfig {
        labels = List.copyOf(labels);
    }

    /** The settings of a broker whose other keys have their defaults. */
    public static MqttConfig of(Broker broker, String clientId) {
        return new MqttConfig(
                broker,
                Optional.empty(),
                clientId,
                Optional.empty(),
                DEFAULT_PREFIX,
                Optional.of(DEFAULT_DISCOVERY),
                DEFAULT_RATE,
                DEFAULT_KEEP_ALIVE,
                List.of());
    }

    /** The same with TLS. */
    public MqttConfig with(MqttTls other) {
        return new MqttConfig(
                broker,
                credentials,
                clientId,
                Optional.of(other),
                prefix,
                discovery,
                detectionsRate,
                keepAlive,
                labels);
    }

    /** The same with credentials. */
    public MqttConfig with(Credentials other) {
        return new MqttConfig(
                broker, Optional.of(other), clientId, tls, prefix, discovery, detectionsRate, keepAlive, labels);
    }

    /**
     * Where a broker listens.
     *
     * @param host name or address; one of IPv6 in brackets
     * @param port 1..65535
     */
    public record Broker(String host, int port) {

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** @param password empty: the user is enough */
    public record Credentials(String user, Optional<String> password) {

        @Override
        public String toString() {
            return user + ":***";
        }
    }
}
