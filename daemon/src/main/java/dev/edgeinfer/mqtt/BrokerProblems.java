package dev.edgeinfer.mqtt;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/** Says what a failure of the connection means, and what to do. */
final class BrokerProblems {

    private static final int FIRST_FAILURE = 0x80;
    private static final String CLOSED = "it closed the connection";
    private static final String UNHEARD =
            "it closed the connection without an answer: it refuses the certificate of this device or wants one"
                    + " (mqtt.certificate, mqtt.key), or does not speak TLS there (mqtt.url)";

    private BrokerProblems() {}

    /** Whether a reason code of MQTT 5 says that something was refused. */
    static boolean isFailure(int code) {
        return code >= FIRST_FAILURE && code <= 0xff;
    }

    /**
     * Why there is no connection, to follow the address of the broker.
     *
     * @param secured whether it was to be by TLS: there a refusal comes as often without its reason as with it, because
     *     the broker is gone before that is read
     */
    static String sentence(Throwable failure, boolean secured) {
        String sentence = sentence(failure);
        return secured && sentence.equals(CLOSED) ? UNHEARD : sentence;
    }

    /** To follow the address of the broker. */
    static String sentence(Throwable failure) {
        return causes(failure)
                .flatMap(cause -> known(cause).stream())
                .reduce((outer, inner) -> inner)
                .orElseGet(() -> "the connection failed: " + innermost(failure));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }

    private static String innermost(Throwable failure) {
        Throwable last = causes(failure).reduce((outer, inner) -> inner).orElseThrow();
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    private static Optional<String> known(Throwable cause) {
        return Optional.ofNullable(
                switch (cause) {
                    case MqttException e -> ofClient(e.getReasonCode());
                    case UnknownHostException _ -> "no machine has this name; check mqtt.url and the network";
                    case NoRouteToHostException _ -> "there is no way to it; check mqtt.url and the network";
                    case ConnectException _ -> "nothing listens there; check mqtt.url, and whether the broker runs";
                    case SocketTimeoutException _ -> "it does not answer; check mqtt.url and firewalls";
                    case CertificateExpiredException _ ->
                        "its certificate has expired, or the clock of this device is wrong";
                    case CertificateNotYetValidException _ ->
                        "its certificate is not valid yet, or the clock of this device is wrong";
                    case CertPathBuilderException _ ->
                        "its certificate is signed by nobody that this device trusts; name the CA's certificate in mqtt.ca";
                    case CertPathValidatorException _ ->
                        "its certificate is signed by nobody that this device trusts; name the CA's certificate in mqtt.ca";
                    case SSLException e -> ofTls(String.valueOf(e.getMessage()));
                    case EOFException _ -> CLOSED;
                    case SocketException e when e.getMessage() != null && isEnd(e.getMessage()) -> CLOSED;
                    default ->
                        cause instanceof CertificateException e && isOfName(e)
                                ? "its certificate is for another name than that in mqtt.url"
                                : null;
                });
    }

    private static boolean isEnd(String message) {
        return message.contains("reset") || message.contains("Broken pipe") || message.contains("closed");
    }

    private static boolean isOfName(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No name matching") || message.contains("No subject alternative");
    }

    private static String ofTls(String message) {
        if (message.contains("certificate_required")
                || message.contains("bad_certificate")
                || message.contains("unknown_ca")
                || message.contains("certificate_unknown")
                || message.contains("handshake_failure")) {
            return "it refuses the certificate of this device, or wants one; check mqtt.certificate and mqtt.key";
        }
        return message.contains("Unsupported or unrecognized SSL message")
                ? "it does not speak TLS there; check the port"
                : null;
    }

    private static String ofClient(int code) {
        return isFailure(code)
                ? ofBroker(code)
                : switch (code) {
                    case MqttClientException.REASON_CODE_INVALID_PROTOCOL_VERSION ->
                        ofBroker(MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION);
                    case MqttClientException.REASON_CODE_INVALID_CLIENT_ID ->
                        ofBroker(MqttReturnCode.RETURN_CODE_IDENTIFIER_NOT_VALID);
                    case MqttClientException.REASON_CODE_BROKER_UNAVAILABLE ->
                        ofBroker(MqttReturnCode.RETURN_CODE_SERVER_UNAVAILABLE);
                    case MqttClientException.REASON_CODE_FAILED_AUTHENTICATION ->
                        ofBroker(MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD);
                    case MqttClientException.REASON_CODE_NOT_AUTHORIZED ->
                        ofBroker(MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED);
                    case MqttClientException.REASON_CODE_CLIENT_TIMEOUT,
                            MqttClientException.REASON_CODE_WRITE_TIMEOUT ->
                        "it does not answer; check mqtt.url and firewalls";
                    case MqttClientException.REASON_CODE_CONNECTION_LOST -> CLOSED;
                    default -> null;
                };
    }

    /** What a reason code of MQTT 5 means. */
    static String ofBroker(int code) {
        return switch (code) {
            case MqttReturnCode.RETURN_CODE_UNSUPPORTED_PROTOCOL_VERSION -> "it does not speak MQTT 5";
            case MqttReturnCode.RETURN_CODE_IDENTIFIER_NOT_VALID -> "it refuses the client id; check mqtt.client-id";
            case MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD, MqttReturnCode.RETURN_CODE_BAD_AUTHENTICATION ->
                "it refuses the user or the password; check mqtt.user and mqtt.password";
            case MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED ->
                "it does not allow this; check mqtt.user, mqtt.password and the broker's access rules";
            case MqttReturnCode.RETURN_CODE_SERVER_UNAVAILABLE, MqttReturnCode.RETURN_CODE_SERVER_BUSY -> "it is busy";
            case MqttReturnCode.RETURN_CODE_BANNED -> "it has banned this client";
            case MqttReturnCode.RETURN_CODE_SERVER_SHUTTING_DOWN -> "it is shutting down";
            case MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER ->
                "another client has come with the same client id; give each device its own device.id or mqtt.client-id";
            case MqttReturnCode.RETURN_CODE_QUOTA_EXCEEDED -> "a quota is exceeded";
            case MqttReturnCode.RETURN_CODE_PACKET_TOO_LARGE -> "a message is too large for it";
            default -> "it answers with reason code 0x%02x".formatted(code);
        };
    }
}
