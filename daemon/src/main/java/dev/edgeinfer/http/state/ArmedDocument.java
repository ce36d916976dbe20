package dev.edgeinfer.http.state;

import dev.edgeinfer.event.Armed;
import java.time.Instant;

/**
 * What {@code GET} and {@code PUT /armed} answer.
 *
 * @param since when that was said last, wall-clock time
 * @param by who said it: name of a user or a token, {@code http}, {@code mqtt}, {@code input DOOR}, {@code default}
 */
public record ArmedDocument(boolean armed, Instant since, String by) {

    public static ArmedDocument of(Armed.State state) {
        return new ArmedDocument(state.armed(), state.since(), state.by());
    }
}
