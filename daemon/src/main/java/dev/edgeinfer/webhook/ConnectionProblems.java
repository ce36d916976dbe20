package dev.edgeinfer.webhook;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in words for people why no answer came. */
final class ConnectionProblems {

    private static final int DEEPEST_CAUSE = 10;

    private ConnectionProblems() {}

    /** What the target did, to go on after its name. */
    static String sentence(Throwable failure) {
        if (is(failure, HttpConnectTimeoutException.class)) {
            return "did not take a connection in time";
        }
        if (is(failure, UnresolvedAddressException.class) || is(failure, UnknownHostException.class)) {
            return "is not known by that name: the name server knows no address of it, or is out of reach";
        }
        Optional<String> certificate = causes(failure)
                .filter(CertificateException.class::isInstance)
                .map(Throwable::getMessage)
                .reduce((outer, inner) -> inner);
        if (certificate.isPresent()) {
            return "has a certificate that is not right: " + certificate.get();
        }
        if (is(failure, SSLException.class)) {
            return "does not agree on TLS: " + deepestMessage(failure);
        }
        if (is(failure, ConnectException.class)) {
            String reason = deepestMessage(failure);
            return "takes no connection" + (reason.isEmpty() ? "" : ": " + reason);
        }
        return is(failure, EOFException.class)
                ? "closed the connection before it had answered"
                : "gave no answer: " + deepestMessage(failure);
    }

    private static boolean is(Throwable failure, Class<? extends Throwable> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    private static String deepestMessage(Throwable failure) {
        return causes(failure)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((outer, inner) -> inner)
                .orElse("");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }
}
