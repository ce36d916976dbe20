package dev.edgeinfer.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {

    @Test
    void queueKeepsEveryFrameInOrder() throws InterruptedException {
        Mailbox mailbox = new Mailbox(Backlog.QUEUE, 3);
        offer(mailbox, "a", 1);
        offer(mailbox, "b", 1);
        offer(mailbox, "a", 2);

        assertEquals(List.of("a1", "b1", "a2"), take(mailbox, 3));
        assertEquals(0, mailbox.dropped());
    }

    @Test
    void fullQueueDropsTheOldest() throws InterruptedException {
        Mailbox mailbox = new Mailbox(Backlog.QUEUE, 2);
        offer(mailbox, "a", 1);
        offer(mailbox, "a", 2);
        offer(mailbox, "a", 3);

        assertEquals(List.of("a2", "a3"), take(mailbox, 2));
        assertEquals(1, mailbox.dropped());
    }

    @Test
    void latestKeepsOneFrameOfEachCamera() throws InterruptedException {
        Mailbox mailbox = new Mailbox(Backlog.LATEST, 64);
        for (int i = 1; i <= 5; i++) {
            offer(mailbox, "a", i);
        }
        offer(mailbox, "b", 1);

        assertEquals(List.of("a5", "b1"), take(mailbox, 2));
        assertEquals(4, mailbox.dropped());
    }

    private static void offer(Mailbox mailbox, String camera, long sequence) {
        mailbox.offer(DetectionFrames.of(camera, sequence));
    }

    private static List<String> take(Mailbox mailbox, int count) throws InterruptedException {
        String[] taken = new String[count];
        for (int i : IntStream.range(0, count).toArray()) {
            DetectionFrame frame = mailbox.take();
            taken[i] = frame.camera() + frame.sequence();
        }
        return List.of(taken);
    }
}
