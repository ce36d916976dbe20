package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

/** What cannot be had on loopback; {@link HttpTargetIT} has the rest. */
class ConnectionProblemsTest {

    @Test
    void aNameThatNobodyKnows() {
        var failure = new ConnectException();
        failure.initCause(new UnresolvedAddressException());
        assertEquals(
                "is not known by that name: the name server knows no address of it, or is out of reach",
                ConnectionProblems.sentence(failure));
    }

    @Test
    void aHostThatDoesNotAnswer() {
        assertEquals(
                "did not take a connection in time",
                ConnectionProblems.sentence(new HttpConnectTimeoutException("HTTP connect timed out")));
    }

    @Test
    void aNetworkThatIsNotThere() {
        assertEquals(
                "takes no connection: Network is unreachable",
                ConnectionProblems.sentence(
                        new IOException("wrapped", new ConnectException("Network is unreachable"))));
    }

    @Test
    void causesThatGoRoundEnd() {
        var one = new IOException("one");
        var two = new IOException("two", one);
        one.initCause(two);
        assertEquals("gave no answer: two", ConnectionProblems.sentence(one));
    }
}
