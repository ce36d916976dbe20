package dev.edgeinfer.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.event.Fact.Phase;
import dev.edgeinfer.webhook.Target.Answer;
import dev.edgeinfer.webhook.WebhookStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is sent when, and how far a webhook counts as having got, on simulated time. */
class DeliveryTest {

    private static final String RULES = """
            rules:
              door: { when: { label: person }, webhook: phone }
              cat: { when: { label: cat }, gpio: { line: GPIO17 } }
            """;
    private static final String PHONE = "webhooks: { phone: { url: \"http://h/\" } }\n" + RULES;

    private static final Answer DOWN = new Answer.Failed("takes no connection", Duration.ZERO);

    @Test
    void whatARuleTellsIsSentInOrderAndNothingElse() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.event(Phase.NEW, "porch", "person"));
        scene.journal.append(Facts.rule("door", true));
        scene.journal.append(Facts.rule("cat", true));
        scene.journal.append(Facts.armed(true));
        scene.journal.append(Facts.rule("door", false));
        scene.run();

        assertEquals(List.of(2, 5), scene.sequences());
        assertEquals(5, scene.journal.position("webhook:phone"));
        assertEquals(2, scene.delivery.status().delivered());
    }

    @Test
    void whatWasBeforeTheFirstStartIsNotSent() {
        var journal = new MemoryJournal();
        journal.append(Facts.rule("door", true));
        var scene = new DeliveryScene(PHONE, journal);
        journal.append(Facts.rule("door", false));
        scene.run();
        assertEquals(List.of(2), scene.sequences());
    }

    @Test
    void aRestartGoesOnWhereItWas() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.run();
        scene.always = DOWN;
        scene.journal.append(Facts.rule("door", false));
        scene.run(Duration.ofMinutes(1));
        scene.restart();
        scene.always = null;
        scene.run();

        assertEquals(1, scene.sequences().getFirst().intValue());
        assertEquals(2, scene.sequences().getLast().intValue());
        assertEquals(1, scene.delivery.status().delivered());
        assertEquals(0, scene.delivery.status().backlog());
    }

    @Test
    void aFailureIsTriedAgainEverLaterAndInOrder() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.journal.append(Facts.rule("door", false));
        for (int i = 0; i < 4; i++) {
            scene.answers.add(DOWN);
        }
        scene.run();

        assertEquals(List.of(1, 1, 1, 1, 1, 2), scene.sequences());
        assertEquals(Duration.ofSeconds(1 + 2 + 4 + 8), scene.elapsed());
        assertEquals(Optional.empty(), scene.delivery.status().lastError());
    }

    @Test
    void afterFiveFailuresTheTargetIsLeftAloneAndProbedOnce() {
        var scene = new DeliveryScene(PHONE);
        scene.always = DOWN;
        for (int i = 0; i < 10; i++) {
            scene.journal.append(Facts.rule("door", true));
        }
        scene.run(Duration.ofSeconds(1 + 2 + 4 + 8));
        WebhookStatus open = scene.delivery.status();
        assertEquals(State.OPEN, open.state());
        assertEquals(Optional.of("takes no connection"), open.lastError());
        assertEquals(Optional.of(scene.now().plusSeconds(16)), open.nextTry());
        assertEquals(10, open.backlog());
        assertEquals(5, scene.posted.size());

        scene.run(Duration.ofHours(1));
        assertTrue(scene.posted.size() <= 5 + 5 + 12, "one try in five minutes: " + scene.posted.size());

        scene.always = null;
        scene.run();
        assertEquals(State.CLOSED, scene.delivery.status().state());
        assertEquals(10, scene.delivery.status().delivered());
        assertEquals(Optional.empty(), scene.delivery.status().nextTry());
    }

    @Test
    void aTargetThatAsksForPatienceGetsIt() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.answers.add(new Answer.Failed("answers 429", Duration.ofMinutes(7)));
        scene.run();
        assertEquals(Duration.ofMinutes(7), scene.elapsed());
        assertEquals(1, scene.delivery.status().delivered());
    }

    @Test
    void whatIsRefusedIsNotSentAgainAndCounted() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.journal.append(Facts.rule("door", false));
        scene.answers.add(new Answer.Refused(404));
        scene.run();

        assertEquals(List.of(1, 2), scene.sequences());
        assertEquals(Duration.ZERO, scene.elapsed());
        assertEquals(1, scene.delivery.status().refused());
        assertEquals(1, scene.delivery.status().delivered());
    }

    @Test
    void aRefusalIsTheLastErrorUntilSomethingIsAccepted() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.always = new Answer.Refused(401);
        scene.run();
        assertEquals(
                Optional.of("answers 401: it does not want what it is sent"),
                scene.delivery.status().lastError());
    }

    @Test
    void factsExpireWithoutATryWhileTheTargetIsDown() {
        var scene = new DeliveryScene("webhooks: { phone: { url: \"http://h/\", max-age: 1h } }\n" + RULES);
        scene.always = DOWN;
        for (int i = 0; i < 1000; i++) {
            scene.journal.append(Facts.rule(scene.now(), "door", true));
        }
        scene.run(Duration.ofMinutes(70));
        scene.journal.append(Facts.rule(scene.now(), "door", false));
        scene.always = null;
        scene.run();

        assertEquals(1000, scene.delivery.status().expired());
        assertEquals(1, scene.delivery.status().delivered());
        assertEquals(1001, scene.sequences().getLast().intValue());
        assertTrue(scene.posted.size() < 30, "tries: " + scene.posted.size());
    }

    @Test
    void whatHappenedSinceTheStartIsNotOldBecauseTheClockWasSet() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule(scene.now(), "door", true));
        scene.jump(Duration.ofDays(300));
        scene.run();
        assertEquals(1, scene.delivery.status().delivered());
    }

    @Test
    void whatHappenedBeforeTheStartIsAsOldAsTheClockSays() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule(scene.now(), "door", true));
        scene.restart();
        scene.jump(Duration.ofDays(2));
        scene.journal.append(Facts.rule(scene.now(), "door", false));
        scene.run();
        assertEquals(List.of(2), scene.sequences());
        assertEquals(1, scene.delivery.status().expired());
    }

    @Test
    void aClockThatIsSetBackExpiresNothing() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule(scene.now(), "door", true));
        scene.jump(Duration.ofDays(-300));
        scene.restart();
        scene.run();
        assertEquals(1, scene.delivery.status().delivered());
    }

    @Test
    void attemptsAreBounded() {
        var scene = new DeliveryScene("webhooks: { phone: { url: \"http://h/\", attempts: 3 } }\n" + RULES);
        scene.journal.append(Facts.rule("door", true));
        scene.journal.append(Facts.rule("door", false));
        for (int i = 0; i < 3; i++) {
            scene.answers.add(new Answer.Failed("answers 500", Duration.ZERO));
        }
        scene.run();
        assertEquals(List.of(1, 1, 1, 2), scene.sequences());
        assertEquals(1, scene.delivery.status().expired());
    }

    @Test
    void requestsKeepTheirDistance() {
        var scene = new DeliveryScene("webhooks: { phone: { url: \"http://h/\", min-interval: 30s } }\n" + RULES);
        for (int i = 0; i < 5; i++) {
            scene.journal.append(Facts.rule("door", true));
        }
        scene.run();
        assertEquals(Duration.ofSeconds(4 * 30), scene.elapsed());
        assertEquals(5, scene.delivery.status().delivered());
    }

    @Test
    void whatNobodyWantsIsPassedOverWithFewWrites() {
        var scene = new DeliveryScene(PHONE);
        for (int i = 0; i < 1000; i++) {
            scene.journal.append(Facts.rule("cat", true));
        }
        scene.run();
        assertEquals(3, scene.journal.advances);
        assertEquals(0, scene.delivery.status().backlog());

        scene.pass(Delivery.LONGEST_UNNOTED);
        scene.run();
        assertEquals(1000, scene.journal.position("webhook:phone"));
    }

    @Test
    void thePictureGoesAlongUnlessItIsTooLargeForUsOrForTheTarget() {
        var scene = new DeliveryScene(
                "webhooks: { phone: { url: \"http://h/\", snapshot: true, max-snapshot: 1kB } }\n" + RULES);
        scene.snapshots.put(Facts.EVENT, new byte[] {1, 2, 3});
        scene.journal.append(Facts.rule("door", true));
        scene.run();
        assertEquals("AQID", scene.posted.getLast().at("/data/snapshot/base64").asText());
        assertEquals(
                "image/jpeg",
                scene.posted.getLast().at("/data/snapshot/contentType").asText());

        scene.answers.add(new Answer.Refused(413));
        scene.journal.append(Facts.rule("door", false));
        scene.run();
        assertEquals(List.of(1, 2, 2), scene.sequences());
        assertFalse(scene.posted.getLast().at("/data").has("snapshot"));
        assertEquals(2, scene.delivery.status().delivered());

        scene.snapshots.put(Facts.EVENT, new byte[1001]);
        scene.journal.append(Facts.rule("door", true));
        scene.run();
        assertFalse(scene.posted.getLast().at("/data").has("snapshot"));
    }

    @Test
    void aPictureThatCannotBeReadKeepsNothingBack() {
        var scene = new DeliveryScene("webhooks: { phone: { url: \"http://h/\", snapshot: true } }\n" + RULES);
        scene.storeFails = true;
        scene.journal.append(Facts.rule("door", true));
        scene.run();
        assertFalse(scene.posted.getLast().at("/data").has("snapshot"));
        assertEquals(1, scene.delivery.status().delivered());
    }

    @Test
    void whatTheJournalLostIsMissedAndTheRestIsSent() {
        var scene = new DeliveryScene(PHONE, new MemoryJournal(3));
        for (int i = 0; i < 10; i++) {
            scene.journal.append(Facts.rule("door", true));
        }
        scene.run();
        assertEquals(List.of(8, 9, 10), scene.sequences());
        assertEquals(7, scene.delivery.status().missed());
    }

    @Test
    void aJournalThatFailsLosesNothing() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.journal.failure = new IllegalStateException("the disk is gone");
        assertThrows(IllegalStateException.class, scene::run);
        scene.journal.failure = null;
        scene.run();
        assertEquals(List.of(1), scene.sequences());
    }

    @Test
    void secretsInReasonsAreMasked() {
        var scene = new DeliveryScene(PHONE);
        scene.journal.append(Facts.rule("door", true));
        scene.always = new Answer.Failed("gave no answer: geheim", Duration.ZERO);
        scene.run(Duration.ofMillis(1));
        assertEquals(Optional.of("gave no answer: ***"), scene.delivery.status().lastError());
    }
}
