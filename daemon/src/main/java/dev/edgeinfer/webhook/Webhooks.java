package dev.edgeinfer.webhook;

import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.WebhookConfig;
import dev.edgeinfer.event.Journal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * All webhooks of a configuration. Each is a reader of the journal with a thread and connections of its own, so a dead target
 * costs the others nothing.
 *
 * <p>Life cycle: made before the first fact that they are to be told of; {@link #start} once; {@link #status} from any thread;
 * {@link #close} before the journal, within {@link #CLOSE_WITHIN}. A request whose answer did not come by then is sent again, by
 * the same id, when the webhook is at work again.
 */
public final class Webhooks implements AutoCloseable {

    /** The most that {@link #close} takes. */
    public static final Duration CLOSE_WITHIN = Duration.ofMillis(200);

    private static final Duration LAST_ANSWERS = Duration.ofMillis(120);
    private static final Duration LAST_NOTES = Duration.ofMillis(50);

    private final List<Webhook> webhooks;

    /**
     * @param journal what they are told of; the caller's
     * @param snapshots the JPEG of an event by its id; empty: there is none. Any thread may call it
     * @param mask takes out of a sentence what nobody may see
     */
    public Webhooks(
            Config config, Journal journal, Function<String, Optional<byte[]>> snapshots, UnaryOperator<String> mask) {
        var envelope = new Envelope(config.device().id());
        webhooks = config.webhooks().values().stream()
                .map(webhook -> webhook(webhook, config, journal, envelope, snapshots, mask))
                .toList();
    }

    private static Webhook webhook(
            WebhookConfig webhook,
            Config config,
            Journal journal,
            Envelope envelope,
            Function<String, Optional<byte[]>> snapshots,
            UnaryOperator<String> mask) {
        var clock = Clock.systemUTC();
        var target = new HttpTarget(webhook, clock);
        var delivery = new Delivery(
                webhook,
                journal,
                new Interest(webhook, config.rules().values()),
                envelope,
                new Pictures(webhook, snapshots),
                target,
                mask,
                new BackOff(() -> ThreadLocalRandom.current().nextDouble()),
                System::nanoTime,
                clock);
        return new Webhook(webhook.name(), delivery, journal, target);
    }

    /** The reader of the journal that a webhook of this name is. */
    public static String reader(String webhook) {
        return "webhook:" + webhook;
    }

    public void start() {
        webhooks.forEach(Webhook::start);
    }

    /** How they stand, in the order of the configuration. */
    public List<WebhookStatus> status() {
        return webhooks.stream().map(Webhook::status).toList();
    }

    @Override
    public void close() {
        webhooks.forEach(Webhook::stop);
        try {
            join(LAST_ANSWERS);
            webhooks.forEach(Webhook::abort);
            join(LAST_NOTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        webhooks.forEach(Webhook::close);
    }

    private void join(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (Webhook webhook : webhooks) {
            webhook.join(Duration.ofNanos(until - System.nanoTime()));
        }
    }
}
