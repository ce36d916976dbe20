package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.webhook.WebhookStatus.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private long now;
    private final CircuitBreaker breaker = new CircuitBreaker(new BackOff(() -> 0.5), () -> now);

    @Test
    void itOpensAfterFiveFailuresAndAProbeDecides() {
        for (int failure = 1; failure < CircuitBreaker.OPENS_AFTER; failure++) {
            tryAndFail();
            assertEquals(State.CLOSED, breaker.state());
        }
        tryAndFail();
        assertEquals(State.OPEN, breaker.state());

        now += breaker.patience().toNanos();
        breaker.tries();
        assertEquals(State.HALF_OPEN, breaker.state());
        breaker.failed(Duration.ZERO);
        assertEquals(State.OPEN, breaker.state());
        assertEquals(Duration.ofSeconds(32), breaker.patience());

        now += breaker.patience().toNanos();
        breaker.tries();
        breaker.answered();
        assertEquals(State.CLOSED, breaker.state());
        assertEquals(Duration.ZERO, breaker.patience());
    }

    @Test
    void anAnswerForgetsTheFailuresBefore() {
        for (int i = 0; i < 20; i++) {
            tryAndFail();
            breaker.answered();
        }
        assertEquals(State.CLOSED, breaker.state());
    }

    @Test
    void theLongerOfBothWaitsCounts() {
        breaker.failed(Duration.ofMinutes(10));
        assertEquals(Duration.ofMinutes(10), breaker.patience());
        breaker.failed(Duration.ofNanos(1));
        assertEquals(Duration.ofSeconds(2), breaker.patience());
    }

    private void tryAndFail() {
        now += breaker.patience().toNanos();
        breaker.tries();
        breaker.failed(Duration.ZERO);
    }
}
