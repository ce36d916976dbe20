package dev.edgeinfer.event;

import java.time.Duration;
import java.util.List;

/**
 * The durable record of {@linkplain Fact facts}, in the order in which they happened, and how far each of its readers has
 * got. A fact that was read survives whatever happens to the process; one that was only appended may be lost with it.
 * Any thread may call.
 *
 * <p>It is bounded: the oldest entries go, also when a reader has not read them yet, and are counted for it.
 */
public interface Journal {

    /** Takes a fact, which is written within moments; does not wait for the disk, and loses nothing. */
    void append(Fact fact);

    /** Entries after a sequence, oldest first; empty when there are none yet. */
    List<Entry> read(long after, int most);

    /** Waits until there is an entry after a sequence. @return whether there is */
    boolean await(long after, Duration patience) throws InterruptedException;

    /** The sequence up to which a reader is done. A reader that was never there begins with what is appended from now on. */
    long position(String reader);

    /** Takes note, durably, that a reader is done with all entries up to a sequence. */
    void advance(String reader, long sequence);

    /** How many entries went before a reader had read them, since it was there first. */
    long missed(String reader);

    /** How many entries a reader has still to read. */
    long backlog(String reader);

    /** @param sequence number of the fact on this device, growing by one, never given twice */
    record Entry(long sequence, Fact fact) {}
}
