package dev.edgeinfer.store;

import java.io.IOException;
import java.util.Optional;

/** Keeps the best picture of each event, by the event's id. Any thread may ask. */
interface Snapshots {

    /** Keeps a JPEG in the place of the one before it, as a whole or not at all. */
    void put(String id, byte[] jpeg) throws IOException;

    /** The JPEG of an event; empty: there is none, or none that is whole. */
    Optional<byte[]> get(String id) throws IOException;

    /** Forgets the JPEG of an event, if there is one. */
    void remove(String id) throws IOException;

    /** How many bytes all take. */
    long bytes();
}
