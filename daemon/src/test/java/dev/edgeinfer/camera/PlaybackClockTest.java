package dev.edgeinfer.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlaybackClockTest {

    private static final long FRAME = Duration.ofMillis(40).toNanos();
    private static final long NOW = 7_000_000_000L;

    private final PlaybackClock playback = new PlaybackClock();

    @Test
    void firstPictureIsDueAtOnceWhateverItsTimeStamp() {
        assertEquals(NOW, playback.dueNanos(123_456_789, NOW));
    }

    @Test
    void picturesAreAsFarApartAsTheirTimeStamps() {
        playback.dueNanos(0, NOW);

        assertEquals(NOW + FRAME, playback.dueNanos(FRAME, NOW + 3));
        assertEquals(NOW + 4 * FRAME, playback.dueNanos(4 * FRAME, NOW + FRAME));
    }

    @Test
    void littleLatenessIsMadeUpFor() {
        playback.dueNanos(0, NOW);
        playback.dueNanos(FRAME, NOW + 3 * FRAME);

        assertEquals(NOW + 2 * FRAME, playback.dueNanos(2 * FRAME, NOW + 3 * FRAME));
    }

    @Test
    void longPauseIsNotFollowedByABurst() {
        playback.dueNanos(0, NOW);
        long later = NOW + Duration.ofSeconds(5).toNanos();

        assertEquals(later, playback.dueNanos(FRAME, later));
        assertEquals(later + FRAME, playback.dueNanos(2 * FRAME, later));
    }

    @Test
    void timeStampsThatJumpAreSurvived() {
        playback.dueNanos(10 * FRAME, NOW);

        assertEquals(NOW + 1, playback.dueNanos(0, NOW + 1), "back");
        assertEquals(NOW + 2, playback.dueNanos(Long.MAX_VALUE / 2, NOW + 2), "far ahead");
        assertEquals(NOW + 2 + FRAME, playback.dueNanos(Long.MAX_VALUE / 2 + FRAME, NOW + 3), "on from there");
    }
}
