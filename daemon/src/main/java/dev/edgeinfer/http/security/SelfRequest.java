package dev.edgeinfer.http.security;

import dev.edgeinfer.auth.TokenHash;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * A request to our own API over a connection of its own, which shows that it accepts, routes and answers. It brings a token that
 * only this process knows, so that neither accounts nor the limits of clients are in its way.
 */
public final class SelfRequest {

    private final String authorization = "Bearer " + TokenHash.newToken();
    private final TokenHash expected = TokenHash.of(authorization);
    private final Optional<Supplier<SSLSocketFactory>> encryption;

    /** @param encryption makes connections that trust the certificate of the API alone; empty: not encrypted */
    public SelfRequest(Optional<Supplier<SSLSocketFactory>> encryption) {
        this.encryption = encryption;
    }

    /** Whether a request that has arrived is one of these. */
    boolean isOrigin(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.AUTHORIZATION)
                .filter(sent -> expected.equals(TokenHash.of(sent)))
                .isPresent();
    }

    /**
     * @param patience for the connection, and again for the answer
     * @return why there was no answer; empty: there was one, be it that the daemon is not ready
     */
    public Optional<String> obstacle(URI uri, Duration patience) {
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            try {
                if (connection instanceof HttpsURLConnection encrypted) {
                    encrypted.setSSLSocketFactory(encryption.orElseThrow().get());
                    // The certificate is known, whatever name is in it.
                    encrypted.setHostnameVerifier((host, session) -> true);
                }
                connection.setConnectTimeout(Math.toIntExact(patience.toMillis()));
                connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
                connection.setRequestProperty("Connection", "close");
                connection.setRequestProperty("Authorization", authorization);
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
