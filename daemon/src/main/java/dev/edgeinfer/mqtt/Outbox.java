package dev.edgeinfer.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The newest value of each topic that is still to be published. Whoever puts never waits, and what was not published
 * before something newer came is never published: it takes as much memory as there are topics. Any thread may call.
 */
final class Outbox {

    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Slot> slots = new HashMap<>();
    /** Topics with something to publish, in the order in which that came. */
    private final SequencedSet<String> waiting = new LinkedHashSet<>();

    /** @param clock of nanoseconds */
    Outbox(LongSupplier clock) {
        this.clock = clock;
    }

    private static final class Slot {
        private Supplier<Message> next;
        private Message last;
        private long notBefore;
        private boolean published;
        private Duration interval;
    }

    /** Puts a value, unless the topic has it already. */
    void put(Message message, Duration interval) {
        lock.lock();
        try {
            Slot slot = slots.computeIfAbsent(message.topic(), topic -> new Slot());
            if (slot.last != null && Arrays.equals(slot.last.payload(), message.payload())) {
                return;
            }
            slot.last = message;
            await(message.topic(), slot, () -> message, interval);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts a value that is made only when it is published.
     *
     * @param interval that passes at least between two values of the topic
     */
    void put(String topic, Supplier<Message> maker, Duration interval) {
        lock.lock();
        try {
            await(topic, slots.computeIfAbsent(topic, t -> new Slot()), maker, interval);
        } finally {
            lock.unlock();
        }
    }

    private void await(String topic, Slot slot, Supplier<Message> maker, Duration interval) {
        slot.next = maker;
        slot.interval = interval;
        if (waiting.add(topic)) {
            changed.signalAll();
        }
    }

    /** Everything that a broker retains is to be published again, to one that may not have it. */
    void again() {
        lock.lock();
        try {
            slots.forEach((topic, slot) -> {
                slot.published = false;
                if (slot.last != null && slot.last.retained() && waiting.add(topic)) {
                    Message last = slot.last;
                    slot.next = () -> last;
                }
            });
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next message that may be published now; empty: none. */
    Optional<Message> poll() {
        return due().map(Supplier::get);
    }

    /** As {@link #poll}, after waiting for one. */
    Optional<Message> poll(Duration patience) throws InterruptedException {
        long end = clock.getAsLong() + patience.toNanos();
        lock.lockInterruptibly();
        try {
            for (long left = patience.toNanos(); left > 0; left = end - clock.getAsLong()) {
                long until = Math.min(left, untilDue());
                if (until <= 0) {
                    break;
                }
                changed.await(until, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
        return poll();
    }

    /** Topics with something to publish. */
    List<String> waiting() {
        lock.lock();
        try {
            return new ArrayList<>(waiting);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Supplier<Message>> due() {
        lock.lock();
        try {
            long now = clock.getAsLong();
            for (String topic : waiting) {
                Slot slot = slots.get(topic);
                if (!slot.published || now - slot.notBefore >= 0) {
                    waiting.remove(topic);
                    slot.published = true;
                    slot.notBefore = now + slot.interval.toNanos();
                    return Optional.of(slot.next);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds until something may be published. */
    private long untilDue() {
        long now = clock.getAsLong();
        return waiting.stream()
                .map(slots::get)
                .mapToLong(slot -> slot.published ? slot.notBefore - now : 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
