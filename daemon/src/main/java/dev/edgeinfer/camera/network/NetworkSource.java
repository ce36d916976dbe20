package dev.edgeinfer.camera.network;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import dev.edgeinfer.camera.DropCounters;
import dev.edgeinfer.camera.DropReason;
import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.MonotonicClock;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.ffmpeg.JpegDecoder;
import dev.edgeinfer.camera.ffmpeg.PacketDecoder;
import dev.edgeinfer.camera.ffmpeg.PacketDecoder.Outcome;
import dev.edgeinfer.camera.ffmpeg.VideoDecoder;
import dev.edgeinfer.camera.network.PacketQueue.Taken;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * {@code rtsp://camera/stream}, {@code http://camera/video.mjpg}, {@code rtmp://…}, {@code srt://…}: a live stream from
 * the network.
 *
 * <p>A thread of its own receives, so that the connection is always read as fast as the server sends, and the queue
 * between the two holds nothing that has become old. What is given is the newest picture that can be decoded, and no more
 * often than is of use for the camera's target.
 */
final class NetworkSource implements FrameSource {

    /** The most time without a packet, and without a picture. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NetworkStream config;
    private final DropSink drops = new DropSink();
    private final NetworkConnection connection;
    private final CallDeadline deadline;
    private final PacketReceiver receiver;
    private final PacketQueue queue;
    private final PictureChoice choice;
    private final MonotonicClock clock;
    private final AVPacket packet = av_packet_alloc();
    private final Thread thread;

    private volatile boolean closing;

    /** Null before the first packet. */
    private PacketDecoder decoder;

    private Coding coding;

    /**
     * @param connection not of a playlist; closed with this
     * @param deadline of its calls; closed with this
     */
    NetworkSource(NetworkStream config, NetworkConnection connection, CallDeadline deadline, MonotonicClock clock) {
        this.config = config;
        this.connection = connection;
        this.deadline = deadline;
        this.clock = clock;
        queue = new PacketQueue(clock, drops);
        choice = new PictureChoice(config.targetFps(), config.options().skip());
        receiver = connection.isJpegs()
                ? new JpegReceiver(connection, config.uri(), deadline, PATIENCE, drops, config.maxPixels())
                : new StreamReceiver(connection, deadline, PATIENCE, clock);
        thread = Thread.ofPlatform().name("receive-" + config.uri()).daemon().start(this::receive);
    }

    @Override
    public Delivery delivery() {
        return Delivery.LIVE;
    }

    @Override
    public boolean grab() {
        long began = clock.nanos();
        while (true) {
            if (decoder != null && decoder.receive() == Outcome.PICTURE) {
                if (!queue.isEmpty() && clock.nanos() - began < PictureChoice.LONGEST_CATCH_UP) {
                    drops.add(DropReason.SUPERSEDED, 1);
                } else if (choice.wants(clock.nanos())) {
                    return true;
                } else {
                    drops.add(DropReason.PACING, 1);
                }
            } else if (clock.nanos() - began > PATIENCE.toNanos()) {
                throw new SourceException(
                        "\"%s\" sends, but for %d s there was no picture that can be decoded; does it send key frames?"
                                .formatted(config.uri(), PATIENCE.toSeconds()));
            } else {
                decodeNext();
            }
        }
    }

    @Override
    public boolean retrieve(Mat image) {
        return decoder.copyTo(image);
    }

    @Override
    public void countDropsIn(DropCounters counters) {
        drops.moveTo(counters);
    }

    @Override
    public void abort() {
        deadline.abort();
        queue.fail(new SourceException("\"%s\" was given up while it did not answer".formatted(config.uri())));
    }

    /** Waits for the receiving thread, which {@link #abort} has freed from any call that listens. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        deadline.abort();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                // What the thread uses must not be freed under it.
                interrupted = true;
            }
        }
        if (decoder != null) {
            decoder.close();
        }
        av_packet_free(packet);
        queue.close();
        receiver.close();
        connection.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the receiving thread does. */
    private void receive() {
        AVPacket received = av_packet_alloc();
        try {
            while (!closing) {
                Coding how = receiver.receive(received);
                choice.arrived(clock.nanos(), isKey(received));
                queue.put(received, how);
            }
        } catch (SourceException e) {
            queue.fail(e);
        } catch (RuntimeException | Error e) {
            queue.fail(new SourceException("\"%s\" cannot be received: %s".formatted(config.uri(), e), e));
        } finally {
            av_packet_free(received);
        }
    }

    private void decodeNext() {
        try {
            // Its own deadline is a little later than that of the receiver, which knows better what is wrong.
            Optional<Taken> taken = queue.take(packet, PATIENCE.plusSeconds(1));
            if (taken.isEmpty()) {
                throw new SourceException("\"%s\" has sent nothing for %d s; check its power and the network"
                        .formatted(config.uri(), PATIENCE.toSeconds()));
            }
            prepareDecoder(taken.get());
            decoder.send(packet);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("\"%s\" is no longer read".formatted(config.uri()), e);
        } finally {
            av_packet_unref(packet);
        }
    }

    private void prepareDecoder(Taken taken) {
        if (taken.coding() != coding) {
            if (decoder != null) {
                decoder.close();
                decoder = null;
            }
            coding = taken.coding();
            if (config.options().scale() != 1 && !coding.standsAlone()) {
                throw new SourceException("\"%s\" sends no JPEGs, and only these can be decoded smaller; remove scale="
                        .formatted(config.uri()));
            }
            decoder = coding.standsAlone()
                    ? new JpegDecoder(config.uri(), config.options().scale(), config.maxPixels())
                    : new VideoDecoder(
                            config.uri(),
                            coding.parameters(),
                            coding.timeBase(),
                            true,
                            config.options().decoder(),
                            config.maxPixels());
        } else if (taken.afterGap()) {
            decoder.flush();
        }
        if (decoder instanceof VideoDecoder video) {
            video.skip(choice.passed(isKey(packet)));
        }
    }

    private static boolean isKey(AVPacket packet) {
        return (packet.flags() & AV_PKT_FLAG_KEY) != 0;
    }
}
