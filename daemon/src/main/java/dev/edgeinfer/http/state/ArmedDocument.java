package dev.edgeinfer.http.state;

import dev.edgeinfer.event.Armed;
import java.time.Instant;

/**
 * What {@code GET} and {@code PUT /armed} answer.
 *
 * @param since when that was said last, wall-clock time
 * @param by who said it: {@code default}, {@code http}, {@code mqtt}, {@code input DOOR}
 */
public record ArmedDocument(boolean armed, Instant since, String by) {

    public static ArmedDocument of(Armed.State state) {
        return new ArmedDocument(state.armed(), state.since(), state.by());
    }
}
