package dev.edgeinfer.pipeline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.detect.DetectorException;
import dev.edgeinfer.pipeline.RequestRefusedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue alone: the test is the loop, and its clock stands unless it is put forward. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class InferenceRequestsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final BooleanSupplier STAYS = () -> false;

    private final AtomicLong clock = new AtomicLong();
    private final AtomicBoolean runs = new AtomicBoolean(true);
    private final AtomicLong wakes = new AtomicLong();
    private final FakeDetector detector = new FakeDetector();
    private final InferenceRequests requests = new InferenceRequests(clock::get, runs::get, wakes::incrementAndGet);

    @Test
    void firstComeFirstServedOneATurn() throws Exception {
        List<Integer> served = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            answers.add(ask(() -> {
                served.add(number);
                return number;
            }));
            await().until(() -> requests.size() == number + 1);
        }
        assertEquals(5, wakes.get());

        requests.serveNext();
        assertEquals(List.of(0), served);
        for (int i = 1; i < 5; i++) {
            requests.serveNext();
        }
        assertEquals(List.of(0, 1, 2, 3, 4), served);
        for (int i = 0; i < 5; i++) {
            assertEquals(i, answers.get(i).get());
        }
    }

    @Test
    void oneMoreThanMayWaitIsRefusedAtOnce() {
        for (int i = 0; i < InferenceRequests.CAPACITY; i++) {
            ask(() -> 1);
        }
        await().until(() -> requests.size() == InferenceRequests.CAPACITY);

        assertEquals(Reason.BUSY, refusal(ask(() -> 1)));

        requests.serveNext();
        ask(() -> 1);
        await().until(() -> requests.size() == InferenceRequests.CAPACITY);
    }

    @Test
    void whoseTurnDoesNotComeInTimeGoesAndIsNeverServed() {
        var late = ask(() -> {
            throw new AssertionError("served");
        });
        await().until(() -> requests.size() == 1);

        clock.addAndGet(PATIENCE.toNanos());

        assertEquals(Reason.TIMED_OUT, refusal(late));
        assertEquals(0, requests.size());
        requests.serveNext();
    }

    @Test
    void whoIsNotThereAnyMoreGivesItsPlaceToOthers() {
        AtomicBoolean gone = new AtomicBoolean();
        var abandoned = ask(() -> 1, gone::get);
        await().until(() -> requests.size() == 1);

        gone.set(true);

        assertEquals(Reason.ABANDONED, refusal(abandoned));
        assertEquals(0, requests.size());
    }

    @Test
    void withoutALoopNobodyWaits() {
        var waiting = ask(() -> 1);
        await().until(() -> requests.size() == 1);
        runs.set(false);

        assertEquals(Reason.STOPPED, refusal(waiting));
        assertEquals(Reason.STOPPED, refusal(ask(() -> 1)));
    }

    @Test
    void whatIsUnderWayIsWaitedForWhateverTheClockSays() throws Exception {
        var begun = new CompletableFuture<Void>();
        var go = new CompletableFuture<Void>();
        var answer = ask(
                () -> {
                    begun.complete(null);
                    go.join();
                    return 7;
                },
                () -> true);
        await().until(() -> requests.size() == 1);
        Thread loop = Thread.ofPlatform().start(() -> requests.serveNext());
        begun.get();
        clock.addAndGet(2 * PATIENCE.toNanos());
        runs.set(false);
        assertNull(answer.getNow(null));

        go.complete(null);

        assertEquals(7, answer.get());
        loop.join();
    }

    @Test
    void whatTheWorkThrowsItsAskerGetsAndTheLoopDoesNot() {
        var failure = new DetectorException("no", null);
        var answer = ask(() -> {
            throw failure;
        });
        await().until(() -> requests.size() == 1);

        requests.serveNext();

        var thrown = assertThrows(ExecutionException.class, answer::get);
        assertSame(failure, thrown.getCause());
    }

    private CompletableFuture<Integer> ask(Supplier<Integer> work) {
        return ask(work, STAYS);
    }

    private CompletableFuture<Integer> ask(Supplier<Integer> work, BooleanSupplier isAbandoned) {
        var answer = new CompletableFuture<Integer>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(requests.run(work, PATIENCE, isAbandoned));
            } catch (Exception | AssertionError e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static Reason refusal(CompletableFuture<Integer> answer) {
        var thrown = assertThrows(ExecutionException.class, answer::get);
        return assertInstanceOf(RequestRefusedException.class, thrown.getCause())
                .reason();
    }
}
