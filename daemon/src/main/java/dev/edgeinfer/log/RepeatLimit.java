package dev.edgeinfer.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps one statement from flooding the log: it may write {@value #BURST} lines at once and one a second after that. The
 * line that comes after some were left out says how many. Any thread may call.
 */
final class RepeatLimit {

    static final int BURST = 30;
    static final long NANOS_A_LINE = TimeUnit.SECONDS.toNanos(1);

    /** Statements that are remembered; one that has been silent for longest is forgotten first. */
    private static final int MOST_STATEMENTS = 256;

    private final LongSupplier clock;
    private final Map<String, Account> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
            return size() > MOST_STATEMENTS;
        }
    };

    /** What one statement may still write, in lines, and when that was counted. */
    private static final class Account {
        private double lines = BURST;
        private long counted;
        private long leftOut;
    }

    RepeatLimit(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * @param statement what writes the line
     * @return what to add to the line, mostly nothing; empty: the line is left out
     */
    synchronized Optional<String> admit(String statement) {
        long now = clock.getAsLong();
        Account account = accounts.get(statement);
        if (account == null) {
            account = new Account();
            accounts.put(statement, account);
        } else {
            account.lines = Math.min(BURST, account.lines + (double) (now - account.counted) / NANOS_A_LINE);
        }
        account.counted = now;
        if (account.lines < 1) {
            account.leftOut++;
            return Optional.empty();
        }
        account.lines--;
        long leftOut = account.leftOut;
        account.leftOut = 0;
        return Optional.of(leftOut == 0 ? "" : " (%d like it were left out)".formatted(leftOut));
    }
}
