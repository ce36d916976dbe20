package dev.edgeinfer.mqtt;

/** There is no connection to the broker; the message says why, to follow its address. */
final class BrokerException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
