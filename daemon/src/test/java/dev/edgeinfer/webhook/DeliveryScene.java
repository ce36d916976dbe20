package dev.edgeinfer.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.WebhookConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** A delivery on a journal in memory, a target that answers as it is told, and time that passes only when somebody waits. */
final class DeliveryScene {

    final MemoryJournal journal;
    final Map<String, byte[]> snapshots = new HashMap<>();
    boolean storeFails;
    final List<JsonNode> posted = new ArrayList<>();

    /** What the target answers next; when there is nothing it accepts. */
    final Queue<Target.Answer> answers = new ArrayDeque<>();

    /** Answered when {@link #answers} is empty, unless null. */
    Target.Answer always;

    private final WebhookConfig webhook;
    private final Config config;
    private final Instant epoch = Facts.START;
    private long elapsed;
    private Duration wallJump = Duration.ZERO;
    Delivery delivery;

    DeliveryScene(String text) {
        this(text, new MemoryJournal());
    }

    /** @param text {@code webhooks} and {@code rules}; the first webhook is the one that is played */
    DeliveryScene(String text, MemoryJournal journal) {
        this.journal = journal;
        config = WebhookConfigs.config(text);
        webhook = config.webhooks().values().iterator().next();
        restart();
    }

    /** As if a new process began: only the journal is still there. */
    void restart() {
        delivery = new Delivery(
                webhook,
                journal,
                new Interest(webhook, config.rules().values()),
                new Envelope("board-7"),
                new Pictures(webhook, this::snapshot),
                new Told(),
                text -> text.replace("geheim", "***"),
                new BackOff(() -> 0.5),
                () -> elapsed,
                new Wall());
    }

    /** Goes on until there is nothing left to do, letting time pass where it waits. */
    void run() {
        run(Duration.ofDays(365));
    }

    /** Goes on until there is nothing left to do or this time has passed. */
    void run(Duration most) {
        long until = elapsed + most.toNanos();
        try {
            while (true) {
                switch (delivery.step()) {
                    case Delivery.Next.AtOnce _ -> {}
                    case Delivery.Next.After(Duration pause) -> {
                        if (elapsed + pause.toNanos() > until) {
                            elapsed = until;
                            return;
                        }
                        elapsed += pause.toNanos();
                    }
                    case Delivery.Next.WhenThereIs _ -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<byte[]> snapshot(String event) {
        if (storeFails) {
            throw new IllegalStateException("the disk is gone");
        }
        return Optional.ofNullable(snapshots.get(event));
    }

    void pass(Duration time) {
        elapsed += time.toNanos();
    }

    /** The wall clock is set. */
    void jump(Duration by) {
        wallJump = wallJump.plus(by);
    }

    Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    Instant now() {
        return epoch.plusNanos(elapsed).plus(wallJump);
    }

    /** Sequences of what was posted. */
    List<Integer> sequences() {
        return posted.stream().map(event -> event.get("sequence").asInt()).toList();
    }

    private final class Told implements Target {

        @Override
        public Answer post(Notification notification) {
            try {
                posted.add(new ObjectMapper().readTree(notification.body()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Answer told = answers.poll();
            return told != null ? told : always != null ? always : new Answer.Accepted();
        }

        @Override
        public void close() {}
    }

    private final class Wall extends Clock {

        @Override
        public Instant instant() {
            return now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
