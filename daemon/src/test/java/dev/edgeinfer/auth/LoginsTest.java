package dev.edgeinfer.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Logins.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Passwords, tokens, sessions and rates, with a clock that the tests move. */
class LoginsTest {

    private static final PasswordHash HASH = PasswordHash.of("correct horse".toCharArray());
    private static final String TOKEN = TokenHash.newToken();

    private long now = 1;
    private final Logins logins = new Logins(
            new Accounts(
                    Map.of("anna", new Accounts.User(HASH, Role.OPERATE)),
                    Map.of("ha", new Accounts.Token(TokenHash.of(TOKEN), Role.VIEW))),
            () -> now);

    @Test
    void theRightPasswordIsTheUserAndTheWrongOneIsNobody() {
        assertEquals(
                new Outcome.Right(new Caller("anna", Role.OPERATE)), logins.password("a", "anna", "correct horse"));
        assertEquals(new Outcome.Wrong(), logins.password("a", "anna", "correct horsf"));
        assertEquals(new Outcome.Wrong(), logins.password("a", "otto", "correct horse"));
        assertEquals(new Outcome.Wrong(), logins.password("a", "ha", TOKEN));
    }

    @Test
    void theRightTokenIsTheProgram() {
        assertEquals(new Outcome.Right(new Caller("ha", Role.VIEW)), logins.token("a", TOKEN));
        assertEquals(new Outcome.Wrong(), logins.token("a", TOKEN + "x"));
        assertEquals(new Outcome.Wrong(), logins.token("a", ""));
    }

    @Test
    void aPasswordThatWasRightIsNotHashedAgainForMinutes() {
        logins.password("a", "anna", "correct horse");

        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Outcome.Right.class, logins.password("a", "anna", "correct horse"));
        }
        // One hash takes 100 ms.
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void failuresDelayTheAddressAndTheName() {
        for (int i = 0; i < 5; i++) {
            assertEquals(new Outcome.Wrong(), logins.token("evil", "guess" + i));
        }
        assertEquals(new Outcome.TooMany(Duration.ofSeconds(1)), logins.token("evil", "guess"));
        assertEquals(new Outcome.TooMany(Duration.ofSeconds(1)), logins.password("evil", "anna", "correct horse"));
        assertInstanceOf(Outcome.Right.class, logins.password("good", "anna", "correct horse"));

        now += Duration.ofSeconds(1).toNanos();
        assertEquals(new Outcome.Wrong(), logins.token("evil", "guess"));
        assertEquals(new Outcome.TooMany(Duration.ofSeconds(2)), logins.token("evil", "guess"));
    }

    @Test
    void whoIsRememberedIsNotDelayedByOthersWhoGuessTheName() {
        logins.password("good", "anna", "correct horse");
        for (int i = 0; i < 5; i++) {
            logins.password("evil" + i, "anna", "guess");
        }

        assertInstanceOf(Outcome.TooMany.class, logins.password("new", "anna", "guess"));
        assertInstanceOf(Outcome.Right.class, logins.password("good", "anna", "correct horse"));
    }

    @Test
    void theDelayDoublesUpToItsLongestAndIsForgotten() {
        var failed = new FailedLogins(() -> now, Duration.ofSeconds(30));
        long[] expected = {0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30};
        for (long seconds : expected) {
            failed.failed("k");
            assertEquals(Duration.ofSeconds(seconds), failed.delay("k"));
        }

        now += Duration.ofMinutes(16).toNanos();
        assertEquals(Duration.ZERO, failed.delay("k"));
        failed.failed("k");
        assertEquals(Duration.ZERO, failed.delay("k"));
    }

    @Test
    void anUnknownNameTakesAsLongAsAWrongPassword() {
        logins.password("warm", "anna", "up");
        long known = best(() -> logins.password("a" + now++, "anna", "wrong"));
        long unknown = best(() -> logins.password("a" + now++, "nobody" + now, "wrong"));

        assertTrue(unknown > known / 2 && known > unknown / 2, known + " " + unknown);
    }

    /** The other work of the machine only adds. */
    private static long best(Runnable task) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            task.run();
            best = Math.min(best, System.nanoTime() - began);
        }
        return best;
    }

    @Test
    void hashesAreReadAsTheyAreWritten() {
        assertEquals(Optional.of(HASH), PasswordHash.parse(HASH.text()));
        assertEquals(
                Optional.of(TokenHash.of(TOKEN)),
                TokenHash.parse(TokenHash.of(TOKEN).text()));
        assertFalse(PasswordHash.of("correct horse".toCharArray()).text().equals(HASH.text()));
        for (String wrong : new String[] {
            "",
            "correct horse",
            HASH.text() + "=",
            HASH.text().replace("210000", "1000"),
            HASH.text().replace("210000", "999999999"),
            HASH.text().replace("sha512", "sha1")
        }) {
            assertEquals(Optional.empty(), PasswordHash.parse(wrong), wrong);
        }
        assertEquals(Optional.empty(), TokenHash.parse("sha256$00"));
        assertEquals("***", HASH.toString());
    }

    @Test
    void aSessionEndsWhenItIsIdleTooOldOrEnded() {
        var sessions = new Sessions(() -> now);
        var anna = new Caller("anna", Role.VIEW);
        String secret = sessions.begin(anna);
        assertEquals(Optional.empty(), sessions.caller(secret + "x"));

        for (int hour = 0; hour < 7 * 24; hour++) {
            assertEquals(Optional.of(anna), sessions.caller(secret));
            now += Duration.ofHours(1).toNanos();
        }
        now++;
        assertEquals(Optional.empty(), sessions.caller(secret));

        String idle = sessions.begin(anna);
        now += Sessions.IDLE.toNanos() + 1;
        assertEquals(Optional.empty(), sessions.caller(idle));

        String ended = sessions.begin(anna);
        sessions.end(ended);
        assertEquals(Optional.empty(), sessions.caller(ended));
    }

    @Test
    void sessionsAreBounded() {
        var sessions = new Sessions(() -> now);
        String first = sessions.begin(new Caller("anna", Role.VIEW));
        for (int i = 0; i < 1000; i++) {
            sessions.begin(new Caller("anna", Role.VIEW));
        }

        assertEquals(Optional.empty(), sessions.caller(first));
    }

    @Test
    void aClientMayAskAtItsRateAndTwiceAsOftenForAMoment() {
        var rate = new RequestRate(10, () -> now);
        for (int i = 0; i < 20; i++) {
            assertEquals(Duration.ZERO, rate.take("a"));
        }
        assertEquals(Duration.ofMillis(100), rate.take("a"));
        assertEquals(Duration.ZERO, rate.take("b"));

        now += Duration.ofMillis(100).toNanos();
        assertEquals(Duration.ZERO, rate.take("a"));
        assertTrue(rate.take("a").isPositive());
    }
}
