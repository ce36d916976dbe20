package dev.edgeinfer.mqtt;

import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.common.packet.MqttPubAck;

/** Takes what the broker answers to one packet, on a thread of the library. */
final class Answer implements MqttActionListener {

    private final Consumer<IMqttToken> success;
    private final Consumer<Throwable> failure;

    private Answer(Consumer<IMqttToken> success, Consumer<Throwable> failure) {
        this.success = success;
        this.failure = failure;
    }

    /**
     * @param success takes the answer, which may be a refusal
     * @param failure takes why there is none
     */
    static Answer of(Consumer<IMqttToken> success, Consumer<Throwable> failure) {
        return new Answer(success, failure);
    }

    /** What the broker says to what was published; 0: that it has it. */
    static int reasonCode(IMqttToken token) {
        return token.getResponse() instanceof MqttPubAck ack
                        && ack.getReasonCodes() != null
                        && ack.getReasonCodes().length > 0
                ? ack.getReasonCodes()[0]
                : 0;
    }

    @Override
    public void onSuccess(IMqttToken token) {
        success.accept(token);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable exception) {
        failure.accept(exception);
    }
}
