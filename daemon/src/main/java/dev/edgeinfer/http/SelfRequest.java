package dev.edgeinfer.http;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A request to our own API over a connection of its own, which shows that it accepts, routes and answers. */
final class SelfRequest {

    private SelfRequest() {}

    /**
     * @param patience for the connection, and again for the answer
     * @return why there was no answer; empty: there was one, be it that the daemon is not ready
     */
    static Optional<String> obstacle(URI uri, Duration patience) {
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            try {
                connection.setConnectTimeout(Math.toIntExact(patience.toMillis()));
                connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
                connection.setRequestProperty("Connection", "close");
                int status = connection.getResponseCode();
                boolean answered = status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_UNAVAILABLE;
                return answered ? Optional.empty() : Optional.of("%s answers with status %d".formatted(uri, status));
            } finally {
                connection.disconnect();
            }
        } catch (SocketTimeoutException e) {
            return Optional.of("%s has not answered within %d ms".formatted(uri, patience.toMillis()));
        } catch (IOException e) {
            return Optional.of("%s does not answer: %s".formatted(uri, e.getMessage()));
        }
    }
}
