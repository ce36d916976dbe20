package dev.edgeinfer.mqtt;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * What is published.
 *
 * @param payload not to be changed any more
 * @param qos 0: it may be lost; 1: the broker acknowledges it
 * @param retained whether the broker keeps it for those who come later
 * @param json whether the payload is JSON
 */
record Message(String topic, byte[] payload, int qos, boolean retained, boolean json) {

    /** What is so from now on, for everybody who asks. */
    static Message state(String topic, String text) {
        return new Message(topic, text.getBytes(StandardCharsets.UTF_8), 1, true, false);
    }

    /** What happened, once and in its order. */
    static Message fact(String topic, byte[] json) {
        return new Message(topic, json, 1, false, true);
    }

    /** An upper bound of the packet that carries it, in bytes. */
    long packetSize() {
        return payload.length + 3L * topic.length() + 64;
    }

    /** The same as the library wants it. */
    MqttMessage forLibrary() {
        var properties = new MqttProperties();
        if (json) {
            properties.setContentType("application/json");
        }
        return new MqttMessage(payload, qos, retained, properties);
    }
}
