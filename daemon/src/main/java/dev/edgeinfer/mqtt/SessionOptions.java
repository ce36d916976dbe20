package dev.edgeinfer.mqtt;

import dev.edgeinfer.config.MqttConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** What a session with the broker is to be: a clean one, whose packets are small, and which the library does not begin again. */
final class SessionOptions {

    /** For connecting, and again for the handshake. */
    static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

    private static final int MOST_COMMANDS_UNDER_WAY = 16;
    private static final long LARGEST_COMMAND_PACKET = 64 << 10;

    private SessionOptions() {}

    /** @throws BrokerException when the files of certificates cannot be used */
    static MqttConnectionOptions of(MqttConfig config, Message will) throws BrokerException {
        var options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setConnectionTimeout((int) CONNECT_PATIENCE.toSeconds());
        options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
        options.setReceiveMaximum(MOST_COMMANDS_UNDER_WAY);
        options.setMaximumPacketSize(LARGEST_COMMAND_PACKET);
        options.setWill(will.topic(), will.forLibrary());
        config.credentials().ifPresent(credentials -> {
            options.setUserName(credentials.user());
            credentials
                    .password()
                    .ifPresent(password -> options.setPassword(password.getBytes(StandardCharsets.UTF_8)));
        });
        if (config.tls().isPresent()) {
            options.setHttpsHostnameVerificationEnabled(true);
            options.setSocketFactory(TlsSockets.of(config.tls().get()));
        }
        return options;
    }
}
