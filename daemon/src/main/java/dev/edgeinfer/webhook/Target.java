package dev.edgeinfer.webhook;

import java.time.Duration;

/** Where notifications go. Used by one thread at a time; {@link #close} may come from another. */
interface Target extends AutoCloseable {

    /** Sends a notification and waits for the answer, within a bounded time. Does not throw when that fails. */
    Answer post(Notification notification) throws InterruptedException;

    @Override
    void close();

    /** How a notification was taken. */
    sealed interface Answer {

        /** It was accepted. */
        record Accepted() implements Answer {}

        /**
         * It was not accepted and never will be.
         *
         * @param status of the answer
         */
        record Refused(int status) implements Answer {}

        /**
         * It may be accepted later.
         *
         * @param reason what the target did, to go on after its name: {@code answers 503}
         * @param retryAfter how long it asks to be left alone; zero if it does not say
         */
        record Failed(String reason, Duration retryAfter) implements Answer {}
    }
}
