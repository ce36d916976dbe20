package dev.edgeinfer.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong now = new AtomicLong(-5);
    private final Outbox outbox = new Outbox(now::get);

    @Test
    void topicsComeInTheOrderInWhichTheyWerePut() {
        outbox.put(Message.state("a", "1"), Duration.ZERO);
        outbox.put(Message.state("b", "1"), Duration.ZERO);
        outbox.put(Message.state("a", "2"), Duration.ZERO);

        assertEquals(List.of("a=2", "b=1"), drain());
    }

    @Test
    void whatIsKnownIsNotPublishedAgainUntilAnotherBrokerMayNotHaveIt() {
        outbox.put(Message.state("a", "1"), Duration.ZERO);
        outbox.put(new Message("once", new byte[] {'x'}, 1, false, false), Duration.ZERO);
        drain();
        outbox.put(Message.state("a", "1"), Duration.ZERO);
        assertEquals(List.of(), drain());

        outbox.again();
        assertEquals(List.of("a=1"), drain());
    }

    @Test
    void aTopicHasItsIntervalAndThenItsNewestValue() {
        outbox.put(Message.state("a", "1"), SECOND);
        assertEquals(List.of("a=1"), drain());
        outbox.put(Message.state("a", "2"), SECOND);
        outbox.put(Message.state("a", "3"), SECOND);
        outbox.put(Message.state("b", "1"), SECOND);
        assertEquals(List.of("b=1"), drain());

        now.addAndGet(SECOND.toNanos() - 1);
        assertEquals(List.of(), drain());
        now.addAndGet(1);
        assertEquals(List.of("a=3"), drain());
    }

    @Test
    void whatIsReplacedIsNeverMade() {
        var made = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            String value = Integer.toString(i);
            outbox.put(
                    "a",
                    () -> {
                        made.incrementAndGet();
                        return Message.state("a", value);
                    },
                    SECOND);
        }
        assertEquals(List.of("a=999"), drain());
        assertEquals(1, made.get());
    }

    @Test
    void whatCannotBeMadeIsLeftOut() {
        outbox.put("a", () -> null, SECOND);
        assertEquals(Optional.empty(), outbox.poll());
        assertEquals(List.of(), outbox.waiting());
    }

    private List<String> drain() {
        var all = new java.util.ArrayList<String>();
        for (Optional<Message> next = outbox.poll(); next.isPresent(); next = outbox.poll()) {
            all.add(next.get().topic() + "=" + new String(next.get().payload(), StandardCharsets.UTF_8));
        }
        return all;
    }
}
