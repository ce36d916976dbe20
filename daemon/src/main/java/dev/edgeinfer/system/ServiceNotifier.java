package dev.edgeinfer.system;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told to the service manager that started the process, in the words of {@code sd_notify(3)}. Started by hand
 * there is none, and nothing is told. One that does not listen is said once in the log and costs a message half a second
 * at most; it never stops the daemon. Any thread may call.
 */
public final class ServiceNotifier {

    private static final Logger log = LoggerFactory.getLogger(ServiceNotifier.class);

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** What systemd shows; longer ones are cut by it or refused with their datagram. */
    private static final int LONGEST_STATUS = 500;

    private final Optional<String> address;
    private final Optional<Duration> watchdog;
    private final AtomicBoolean silent = new AtomicBoolean();

    private ServiceNotifier(Optional<String> address, Optional<Duration> watchdog) {
        this.address = address;
        this.watchdog = watchdog;
    }

    /**
     * Reads {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}.
     *
     * @param pid id of this process; a watchdog that is meant for another one does not count
     */
    public static ServiceNotifier of(Map<String, String> environment, long pid) {
        Optional<String> socket =
                Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(name -> !name.isEmpty());
        Optional<String> address = socket.filter(UnixDatagram::isAddress);
        if (socket.isPresent() && address.isEmpty()) {
            log.warn(
                    "NOTIFY_SOCKET is \"{}\", which is no Unix socket; the service manager is told nothing",
                    socket.get());
        }
        return new ServiceNotifier(address, address.flatMap(_ -> watchdog(environment, pid)));
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String owner = environment.getOrDefault("WATCHDOG_PID", "");
        if (micros.isEmpty() || !owner.isEmpty() && !owner.equals(String.valueOf(pid))) {
            return Optional.empty();
        }
        if (!micros.matches("[1-9][0-9]{0,14}")) {
            log.warn("WATCHDOG_USEC is \"{}\", which is no number of microseconds; the watchdog is not fed", micros);
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000));
    }

    /** Whether somebody wants to be told. */
    public boolean isPresent() {
        return address.isPresent();
    }

    /** How long it waits for {@link #alive} before it ends the process; empty: for ever. */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /** The service does what it is there for; also the end of {@link #reloading}. */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + line(status));
    }

    /** What people read in {@code systemctl status}. */
    public void status(String status) {
        send("STATUS=" + line(status));
    }

    /** There was progress. */
    public void alive() {
        send("WATCHDOG=1");
    }

    /** The configuration is read again; {@link #ready} ends it, also when nothing came of it. */
    public void reloading() {
        // HotSpot's nanoTime is CLOCK_MONOTONIC, the clock that the protocol asks for.
        send("RELOADING=1\nMONOTONIC_USEC=%d\nSTATUS=reading the configuration again"
                .formatted(System.nanoTime() / 1000));
    }

    /** The process was told to stop, and does. */
    public void stopping() {
        send("STOPPING=1\nSTATUS=stopping");
    }

    private void send(String message) {
        if (address.isEmpty()) {
            return;
        }
        try {
            UnixDatagram.send(address.get(), message, PATIENCE);
            silent.set(false);
        } catch (IOException e) {
            if (!silent.getAndSet(true)) {
                log.warn("the service manager at {} does not listen: {}", address.get(), e.getMessage());
            }
        }
    }

    /** A newline would begin a further assignment. */
    private static String line(String text) {
        String first = text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return first.length() <= LONGEST_STATUS ? first : first.substring(0, LONGEST_STATUS - 1) + "…";
    }
}
