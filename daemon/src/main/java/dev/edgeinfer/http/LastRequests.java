package dev.edgeinfer.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/** Ends connections with a response: Helidon promises {@code Connection: close} and then keeps them (helidon-io/helidon#12324). */
final class LastRequests {

    /**
     * What one connection may ask. Helidon chains what it has read of a connection, piece by piece, and once one piece is among
     * the long-lived objects of the heap all that follow become that, dead or not, until the next full collection
     * (helidon-io/helidon#12536): a client that asks every second would cost megabytes in an hour.
     */
    private static final int MOST = 1000;

    private LastRequests() {}

    static void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        boolean last = request.id() >= MOST;
        if (last) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        chain.proceed();
        if (last) {
            throw new CloseConnectionException("the client has asked enough");
        }
        if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("the client asked for it");
        }
        if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("what the client still sends is not worth reading");
        }
    }
}
