package dev.edgeinfer.camera.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.camera.FrameSource;
import dev.edgeinfer.camera.SourceException;
import dev.edgeinfer.camera.source.FrameSources;
import dev.edgeinfer.config.ConfigFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that send without end what FFmpeg keeps until it has ended. Each would take gigabytes within its deadline. */
@Timeout(120)
class HostileStreamIT {

    private static final long MEGABYTE = 1 << 20;

    /** Where bytes are counted: what a call may take, copies of it, the Java heap of both sides, and what else runs. */
    private static final long COUNTED = 192 * MEGABYTE;

    private static final long HIDDEN = CallBudget.MOST_GROWTH + COUNTED;

    private static final byte[] CHUNK = filled(1 << 16, 'x');

    @TempDir
    Path folder;

    @Test
    void h264WithoutAnotherStartCodeIsGivenUpAfterSoManyBytes() throws IOException {
        byte[] good = Recording.h264(192, 112).bytes(folder, "h264", Map.of());
        assertRefused("video/h264", good, CHUNK, "sends 16 MB without the end of a picture in them");
    }

    @Test
    void aTransportStreamWhosePictureDoesNotEndIsGivenUpAfterSoManyBytes() throws IOException {
        byte[] good = Recording.h264(192, 112).bytes(folder, "mpegts", Map.of());
        assertRefused("video/mp2t", good, transportPackets(), "sends 16 MB without the end of a picture in them");
    }

    @Test
    void aTransportStreamOfNothingIsGivenUpAfterSoManyBytes() throws IOException {
        byte[] good = Recording.h264(192, 112).bytes(folder, "mpegts", Map.of());
        byte[] nothing = transportPackets();
        for (int i = 0; i < nothing.length; i += 188) {
            nothing[i + 1] = 0x1f;
            nothing[i + 2] = (byte) 0xff;
        }
        assertRefused("video/mp2t", good, nothing, "sends 16 MB without the end of a picture in them");
    }

    @Test
    void aListOfPiecesThatDoesNotEndIsGivenUp() {
        byte[] variants = "#EXT-X-STREAM-INF:\na\n".repeat(3000).getBytes(US_ASCII);
        String said = assertBounded(HIDDEN, "http", (_, out) -> {
            head(out, "application/vnd.apple.mpegurl");
            out.write("#EXTM3U\n".getBytes(US_ASCII));
            endless(out, variants);
        });
        assertMemoryEndedIt(said);
    }

    @Test
    void aPieceThatDoesNotEndIsGivenUp() throws IOException {
        byte[] good = Recording.h264(192, 112).bytes(folder, "mpegts", Map.of());
        byte[] packets = transportPackets();
        String said = assertBounded(COUNTED, "http", (request, out) -> {
            if (request.contains(".m3u8") || request.contains("/stream")) {
                head(out, "application/vnd.apple.mpegurl");
                out.write("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\npiece.ts\n".getBytes(US_ASCII));
            } else {
                head(out, "video/mp2t");
                out.write(good);
                endless(out, packets);
            }
        });
        assertTrue(said.contains("sends 16 MB without the end of a picture in them"), said);
    }

    @Test
    void anAnswerOfAnRtspServerThatDoesNotEndIsGivenUp() {
        String said = assertBounded(HIDDEN, "rtsp", (_, out) -> {
            out.write("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n".getBytes(US_ASCII));
            out.write(("RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\n"
                            + "Content-Length: 2000000000\r\n\r\n")
                    .getBytes(US_ASCII));
            endless(out, CHUNK);
        });
        assertMemoryEndedIt(said);
    }

    @Test
    void partsOfManyMessagesOfAnRtmpServerAreGivenUp() {
        String said = assertBounded(HIDDEN, "rtmp", (_, out) -> {
            // Version, time, zeroes; the same again as the echo that the client does not compare.
            out.write(3);
            out.write(new byte[2 * 1536]);
            int chunk = 8 << 20;
            out.write(message(2, 4, 1).putInt(chunk).array());
            for (int channel = 3; channel < 64; channel++) {
                out.write(message(channel, 0xffffff, 9).array(), 0, 12);
                for (int sent = 0; sent < chunk; sent += CHUNK.length) {
                    out.write(CHUNK);
                }
            }
            MjpegPeer.stall();
        });
        assertMemoryEndedIt(said);
    }

    /** Or its deadline, on a machine that takes ten seconds for so much. */
    private static void assertMemoryEndedIt(String said) {
        assertTrue(
                said.contains(" of memory; is it the right stream?") || said.contains(" has not answered in time"),
                said);
    }

    /** What a server answers to one request line. */
    @FunctionalInterface
    private interface Answer {
        void write(String request, OutputStream out) throws IOException, InterruptedException;
    }

    private void assertRefused(String type, byte[] good, byte[] more, String sentence) {
        String said = assertBounded(COUNTED, "http", (_, out) -> {
            head(out, type);
            out.write(good);
            endless(out, more);
        });
        assertTrue(said.contains(sentence), said);
    }

    /** Opens and reads a stream until it fails, well before its deadline and without the memory that it wants. */
    private String assertBounded(long most, String scheme, Answer answer) {
        try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server, answer));
            String uri = "%s://127.0.0.1:%d/stream".formatted(scheme, server.getLocalPort());
            System.gc();
            resetPeak();
            long before = status("VmRSS:");
            long began = System.nanoTime();
            String said = assertThrows(SourceException.class, () -> {
                        try (FrameSource source = FrameSources.open(ConfigFile.source("test", uri))) {
                            while (source.grab()) {
                                // what is good of it
                            }
                        }
                    })
                    .getMessage();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            long grown = status("VmHWM:") - before;
            System.out.printf("%s: %d MB, %d ms%n", said, grown / MEGABYTE, took.toMillis());
            assertTrue(grown < most, () -> grown / MEGABYTE + " MB; " + said);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(ServerSocket server, Answer answer) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> answer(socket, answer));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answer(Socket socket, Answer answer) {
        try (socket) {
            byte[] request = new byte[4096];
            int length = socket.getInputStream().read(request);
            String line = new String(request, 0, Math.max(0, length), US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
            answer.write(line, socket.getOutputStream());
        } catch (IOException e) {
            // The reader has gone, which is how they end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void head(OutputStream out, String type) throws IOException {
        out.write("HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n".formatted(type).getBytes(US_ASCII));
    }

    private static void endless(OutputStream out, byte[] bytes) throws IOException {
        while (true) {
            out.write(bytes);
        }
    }

    /** The middle of a picture of the first stream that FFmpeg writes, whatever its counter says. */
    private static byte[] transportPackets() {
        byte[] packets = filled(188 * 16 * 20, 'x');
        for (int i = 0; i < packets.length; i += 188) {
            packets[i] = 0x47;
            packets[i + 1] = 0x01;
            packets[i + 2] = 0x00;
            packets[i + 3] = (byte) (0x10 | i / 188 & 0xf);
        }
        return packets;
    }

    /** The header of a message of RTMP, and place for four bytes of it. */
    private static ByteBuffer message(int channel, int size, int type) {
        return ByteBuffer.allocate(16)
                .put((byte) channel)
                .put(new byte[3])
                .put(new byte[] {(byte) (size >> 16), (byte) (size >> 8), (byte) size, (byte) type})
                .put(new byte[4]);
    }

    private static byte[] filled(int length, char with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private static void resetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    /** What the kernel says of the memory of the process; {@code VmHWM:} is the most since the peak was reset. */
    private static long status(String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return 1024
                    * lines.filter(line -> line.startsWith(key))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow();
        }
    }
}
