package dev.edgeinfer.http.inference;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import java.util.concurrent.Semaphore;

/** The memory that bodies and pictures of requests may take together; who finds none left is to come again later. */
final class UploadMemory {

    private static final int UNIT = 1024;

    private final Semaphore free;

    UploadMemory(long bytes) {
        free = new Semaphore(units(bytes));
    }

    /** Takes some of it, to be {@link #release released}. @throws ProblemException when there is not enough left */
    void reserve(long bytes) {
        if (!free.tryAcquire(units(bytes))) {
            throw new ProblemException(
                    ProblemType.TOO_BUSY, "Other requests have all the memory that pictures may take; try again");
        }
    }

    /** Gives back what was reserved in one piece. */
    void release(long bytes) {
        free.release(units(bytes));
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, UNIT));
    }
}
