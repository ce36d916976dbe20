package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact sentence for each mistake. */
class ConfigProblemsTest {

    private static final String PORCH = "cameras: { porch: { source: \"v4l2:///dev/video0\" } }\n";

    @TempDir
    Path folder;

    @BeforeEach
    void media() throws IOException {
        Files.createFile(folder.resolve("clip.mp4"));
        Files.createDirectory(folder.resolve("images"));
    }

    @Test
    void unknownKeysComeWithTheNearestAndAllKnown() {
        assertProblems("""
                cameras:
                  porch:
                    source: v4l2:///dev/video0
                    target-fsp: 10
                htpp: { port: 1 }
                """, """
                edge-infer.yaml:4:5: cameras.porch.target-fsp: unknown key; did you mean "target-fps"? (known: source, detect-source, target-fps, snapshot-fps, max-pixels, user, password, priority, rotate, flip, crop, mask and 5 more)
                edge-infer.yaml:5:1: htpp: unknown key; did you mean "http"? (known: device, http, model, tracking, cameras, gpio, webhooks, rules, store, mqtt, log)""");
    }

    @Test
    void aWrongUnitIsExplained() {
        assertProblems(
                PORCH + """
                rules:
                  door:
                    when: { label: person, for: 300 }
                    gpio: { line: GPIO17 }
                """, "edge-infer.yaml:4:33: rules.door.when.for: \"300\" has no unit; write 300ms or 300s");
    }

    @Test
    void atLeastOneCameraIsNeeded() {
        String sentence = "has no camera; add one, such as cameras: { porch: { source: \"v4l2:///dev/video0\" } }";
        assertProblems("model: { threads: 1 }\n", "edge-infer.yaml:1:1: cameras: " + sentence);
        assertProblems("model: {}\ncameras: {}\n", "edge-infer.yaml:2:1: cameras: " + sentence);
        assertProblems("model: {}\ncameras:\n", "edge-infer.yaml:2:1: cameras: " + sentence);
    }

    @Test
    void overlappingNamesShowBothLines() {
        assertProblems("""
                cameras:
                  porch: { source: "v4l2:///dev/video0" }
                  porch: { source: "v4l2:///dev/video1" }
                  PORCH: { source: "v4l2:///dev/video2" }
                  Back Door: { source: "v4l2:///dev/video3" }
                """, """
                edge-infer.yaml:3:3: cameras.porch: is given twice, first on line 2; remove or rename one of them
                edge-infer.yaml:4:3: cameras.PORCH: differs from "porch" on line 2 only in letter case; rename one of them
                edge-infer.yaml:5:3: cameras.Back Door: is not a valid name; use 1 to 63 of a-z, 0-9, - and _, beginning with a letter or a digit""");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertProblems("""
                cameras:
                  porch: { target-fps: 5 }
                rules:
                  door: { when: {} }
                  bell: { gpio: { mode: hold } }
                """, """
                edge-infer.yaml:2:3: cameras.porch.source: is missing; write source: v4l2:///dev/video0, rtsp://camera/stream, exec:COMMAND, file:clip.mp4 or dir:images
                edge-infer.yaml:4:3: rules.door.gpio: is missing; write gpio: { line: GPIO17 }
                edge-infer.yaml:4:11: rules.door.when: has nothing to wait for; write label: person, or some of zone, line, count, absent-for, schedule, armed, input
                edge-infer.yaml:5:3: rules.bell.when: is missing; write when: { label: person }
                edge-infer.yaml:5:11: rules.bell.gpio.line: is missing; write line: GPIO17""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            clip.mp4      | has no scheme; write file:clip.mp4
            ./images      | has no scheme; write dir:./images
            /dev/video0   | has no scheme; write v4l2:///dev/video0
            rtps://cam/1  | has the unknown scheme "rtps"; did you mean "rtsp"? (known: file, dir, v4l2, exec, test, rtsp, rtsps, http, https, rtmp, rtmps, srt)
            rtsp:cam/1    | names no host; write rtsp://camera.local/stream
            rtsp:///1     | names no host; write rtsp://camera.local/stream; a password with : / @ or ? goes into the key password
            rtsp://cam:70000/1 | has the port 70000; write one within 1..65535
            rtsp://cam:x/1 | has something else where a host and perhaps a port belong; write rtsp://camera.local/stream; a password with : / @ or ? goes into the key password
            rtsp://cam/a b | has a blank or another character that no address has; percent-encode it: %20 is a blank
            rtsp://cam/1?transport=udp | asks the camera itself for transport=udp; write #transport=udp, as what follows ? is for the camera
            rtsp://cam/1#transport=upd | has the bad value "upd" for "transport"; did you mean "udp"? (known: tcp, udp)
            rtsp://cam/1#verify=false | has the unknown option "verify"; known: transport, decoder, skip, scale
            https://cam/1#transport=udp | has the unknown option "transport"; known: verify, ca, decoder, skip, scale
            https://cam/1#ca=none.pem | does not exist: no "FOLDER/none.pem"; check the path; a relative one starts at "FOLDER"
            https://cam/1#ca=clip.mp4&verify=false | has both ca and verify=false, which asks for no certificate; remove one of them
            rtsp://cam/1#ca=clip.mp4 | has the unknown option "ca"; known: transport, decoder, skip, scale
            http://cam/1#scale=3 | has the bad value "3" for "scale"; write 1, 2, 4, 8
            http://cam/live.m3u8#scale=2 | has scale, but HLS has no JPEGs, and only these can be decoded smaller; remove scale=
            http://cam/1#skip | has the option "skip" without a name or a value; write #name=value&name=value
            srt://cam     | has no port; write srt://cam:9000
            v412:///dev/video0 | has the unknown scheme "v412"; did you mean "v4l2"? (known: file, dir, v4l2, exec, test, rtsp, rtsps, http, https, rtmp, rtmps, srt)
            file:         | has no path; write it after the colon
            file://clip.mp4 | names the host "clip.mp4" where none belongs; write no slash for a relative path, or three for an absolute one
            v4l2://dev/video0 | names the host "dev" where none belongs; write three slashes: v4l2:///dev/video0
            v4l2:video0   | does not name a device file; write v4l2:///dev/video0
            file:a%2      | has a % without two hex digits; write %25 for a percent sign
            file:a%00     | is not a path: Nul character not allowed; write a path of the file system
            file:gone.mp4 | does not exist: no "FOLDER/gone.mp4"; check the path; a relative one starts at "FOLDER"
            file:images   | is a folder, not a video file; write dir:FOLDER/images
            dir:clip.mp4  | is a file, not a folder; write file:FOLDER/clip.mp4
            dir:images?fps=2&pace=fast | has both fps and pace=fast; remove one of them
            dir:images?fps=0 | has the bad value "0" for "fps"; write a number from 0.1 to 1000
            test://pattern?fps=0.02 | has the bad value "0.02" for "fps"; write a number from 0.1 to 1000
            file:clip.mp4?loop=yes | has the bad value "yes" for "loop"; write true or false
            file:clip.mp4?loop | has the option "loop" without a name or a value; write ?name=value&name=value
            file:clip.mp4?pace=fasst | has the bad value "fasst" for "pace"; did you mean "fast"? (known: realtime, fast)
            v4l2:///dev/video0?szie=1x1 | has the unknown option "szie"; did you mean "size"? (known: size, fps, format)
            v4l2:///dev/video0?size=640 | has the bad value "640" for "size"; write width and height in pixels, such as 640x480
            exec:rpicam-vid -o - | does not say what the command writes; add #format=mjpeg, or h264, h265 or mpegts, or #format=yuv420&size=640x480 for raw pictures
            exec:#format=mjpeg | has no command; write exec:rpicam-vid -t 0 --codec mjpeg -o -#format=mjpeg
            exec:a#format=mjpg | has the bad value "mjpg" for "format"; did you mean "mjpeg"? (known: h264, h265, mjpeg, mpegts, yuv420, nv12, yuyv, rgb24, bgr24, gray)
            exec:a#format=nv12 | has no size, which raw pictures do not tell; add &size=640x480
            exec:a#format=nv12&size=641x480 | has an odd size, of which nv12 has no half; write even numbers
            exec:a#format=gray&size=9999x9999 | has pictures of 99980001 pixels, more than max-pixels allows, which is 50000000; ask for smaller ones, or raise max-pixels of the camera
            test://patern | names the unknown pattern "patern"; did you mean "pattern"? (known: pattern)
            test://pattern?size=10000x10000 | has pictures of 100000000 pixels, more than max-pixels allows, which is 50000000; ask for smaller ones, or raise max-pixels of the camera
            test://pattern?loop=true | has the unknown option "loop"; known: size, fps
            exec:a#format=h264&size=640x480 | has a size, which h264 tells by itself; remove size=
            exec:a#format=mjpeg&fps=5 | has the unknown option "fps"; known: format, size
            v4l2:///dev/video0?fps=1&fps=2 | has the option "fps" twice; remove one of them
            """)
    void aWrongSourceIsExplained(String source, String sentence) {
        assertProblems(
                "cameras: { porch: { source: \"" + source + "\" } }\n",
                "edge-infer.yaml:1:29: cameras.porch.source: \"" + source + "\" "
                        + sentence.replace("FOLDER", folder.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            http: { port: 70000 }      | 15: http.port: "70000" is out of range; 0..65535 is allowed
            http: { max-streams: 0 }   | 22: http.max-streams: "0" is out of range; 1..100000 is allowed
            http: { max-stream: 5 }    | 9: http.max-stream: unknown key; did you mean "max-streams"? (known: listen, port, max-streams, max-streams-per-client, insecure, auth, tls, hosts, cors, max-requests-per-second)
            http: { listen: 0.0.0.0:80 } | 17: http.listen: "0.0.0.0:80" is not an address or host name; write listen: 0.0.0.0 and port: 80
            http: { listen: "http://pi:8080/" } | 17: http.listen: "http://pi:8080/" is not an address or host name; write listen: pi and port: 8080
            http: { listen: "*" }      | 17: http.listen: "*" is not an address or host name; write 127.0.0.1 for this machine only, or 0.0.0.0 for every network it is in
            http: 8080                 | 7: http: "8080" is not a map; write key: value below http, indented
            model: { threads: 0 }      | 19: model.threads: "0" is out of range; 1..256 is allowed
            model: { path: "" }        | 16: model.path: "" is empty; write a value or remove the key
            model: { path: "./\\0" }   | 16: model.path: "./\\u0000" is not a path: Nul character not allowed; write the name of a model or the path of a bundle
            model: { iou: 45 }         | 15: model.iou: "45" is out of range; 0..1 is allowed
            gpio: { provider: chrdev } | 19: gpio.provider: "chrdev" is not a choice here; did you mean "chardev"? (known: auto, chardev, simulated)
            """)
    void aWrongSettingIsExplained(String line, String sentence) {
        assertProblems(PORCH + line + "\n", "edge-infer.yaml:2:" + sentence);
    }

    @Test
    void aWrongTargetIsExplained() {
        assertProblems(
                "cameras: { porch: { source: \"v4l2:///dev/video0\", target-fps: 0 } }",
                "edge-infer.yaml:1:63: cameras.porch.target-fps: \"0\" is out of range; above 0 up to 1000 is allowed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rtsp://cam/1   | password: secret7             | has a password beside it and no user; write user: NAME as well
            rtsp://me@cam/1 | user: me                     | names a user, and so does the key user; remove one of them
            srt://cam:9000 | user: me                      | has a user, which SRT does not know; write ?passphrase=SECRET, or ?streamid=NAME
            test://pattern | user: me, password: secret7   | takes no user and no password; remove both keys
            """)
    void aWrongUserIsExplained(String source, String keys, String sentence) {
        assertProblems(
                "cameras: { porch: { source: \"" + source + "\", " + keys + " } }\n",
                "edge-infer.yaml:1:29: cameras.porch.source: \"" + source + "\" " + sentence);
    }

    @Test
    void priorityIsAWeight() {
        assertProblems(
                "cameras: { porch: { source: \"v4l2:///dev/video0\", priority: -1 } }",
                "edge-infer.yaml:1:61: cameras.porch.priority: \"-1\" is out of range; above 0 up to 100 is allowed");
    }

    @Test
    void aLimitOfPixelsHoldsForWhatIsAskedFor() {
        assertProblems(
                "cameras: { porch: { source: \"v4l2:///dev/video0?size=640x480\", max-pixels: 307199 } }",
                "edge-infer.yaml:1:29: cameras.porch.source: \"v4l2:///dev/video0?size=640x480\" has pictures of 307200 pixels,"
                        + " more than max-pixels allows, which is 307199; ask for smaller ones, or raise max-pixels of the camera");
        assertProblems(
                "cameras: { porch: { source: \"v4l2:///dev/video0\", max-pixels: 0 } }",
                "edge-infer.yaml:1:63: cameras.porch.max-pixels: \"0\" is out of range; 1..1000000000 is allowed");
    }

    @Test
    void aSourceOfTheCommandLineIsExplainedWithoutAPlace() {
        var e = assertThrows(
                InvalidDocumentException.class, () -> ConfigFile.source("--camera", "v4l2:///dev/video0?a=1&b"));
        assertEquals("""
                --camera: "v4l2:///dev/video0?a=1&b" has the option "b" without a name or a value; write ?name=value&name=value
                --camera: "v4l2:///dev/video0?a=1&b" has the unknown option "a"; known: size, fps, format""", e.getMessage());
    }

    @Test
    void aDeviceBelongsToOneCamera() {
        assertProblems(
                """
                cameras:
                  porch: { source: "v4l2:///dev/video0?fps=5" }
                  yard: { source: "v4l2:/dev/video0" }
                  clip: { source: file:clip.mp4 }
                  again: { source: file:clip.mp4 }
                """,
                "edge-infer.yaml:3:19: cameras.yard.source: \"v4l2:/dev/video0\" is the device of camera \"porch\" too;"
                        + " give each camera a device of its own");
    }

    @Test
    void onePhysicalLineHasOneName() {
        assertProblems(PORCH + """
                gpio:
                  lines:
                    lamp: { chip: gpiochip0, line: 17 }
                    light: { chip: 0, line: 17 }
                    other: { chip: 1, line: 17 }
                    GPIO4: { chip: pinctrl-rp1 }
                    relay: { line: GPIO4 }
                    5:
                    a/b: {}
                """, """
                edge-infer.yaml:5:5: gpio.lines.light: is the same line as "lamp"; remove one of them
                edge-infer.yaml:8:5: gpio.lines.relay: is the same line as "GPIO4"; remove one of them
                edge-infer.yaml:9:5: gpio.lines.5: has the offset 5 but no chip; add chip: gpiochip0, or give the line by its name, such as line: GPIO17
                edge-infer.yaml:10:5: gpio.lines.a/b: is not a valid name; use 1 to 63 letters, digits, dots, - and _""");
    }

    @Test
    void anEndlessListOfLinesIsRefused() {
        var text = new StringBuilder(PORCH).append("gpio:\n  lines:\n");
        IntStream.range(0, 1001).forEach(i -> text.append("    L").append(i).append(":\n"));
        assertProblems(
                text.toString(),
                "edge-infer.yaml:3:3: gpio.lines: lists 1001 lines; list those that rules use, at most 1000");
    }

    @Test
    void aRuleRefersToWhatExists() {
        assertProblems(PORCH + """
                gpio: { lines: { lamp: { chip: 0, line: 17 }, bell: { line: GPIO27 } } }
                rules:
                  a: { when: { label: cat, camera: proch }, gpio: { line: gpiochip0/17 } }
                  b: { when: { label: cat, camera: [porch, back] }, gpio: { line: GPIO27 } }
                  c: { when: { label: cat, camera: [] }, gpio: { line: 17 } }
                  d: { when: { label: cat }, gpio: { line: gpiochip0/GPIO17 } }
                """, """
                edge-infer.yaml:4:36: rules.a.when.camera: "proch" is not a camera; did you mean "porch"? (known: porch)
                edge-infer.yaml:4:59: rules.a.gpio.line: "gpiochip0/17" is listed as "lamp" in gpio.lines; write line: lamp
                edge-infer.yaml:5:44: rules.b.when.camera[1]: "back" is not a camera; known: porch
                edge-infer.yaml:5:67: rules.b.gpio.line: "GPIO27" is listed as "bell" in gpio.lines; write line: bell
                edge-infer.yaml:6:36: rules.c.when.camera: names no camera; name one, or remove the key so that all count
                edge-infer.yaml:6:56: rules.c.gpio.line: "17" is an offset without a chip; write gpiochip0/17, or the line's name, such as GPIO17
                edge-infer.yaml:7:44: rules.d.gpio.line: "gpiochip0/GPIO17" is not chip/offset; write gpiochip0/17, or the line's name, such as GPIO17""");
    }

    @Test
    void timesFitTheMode() {
        assertProblems(PORCH + """
                rules:
                  a: { when: { label: cat }, gpio: { line: GPIO1, hold: 5s } }
                  b: { when: { label: cat }, gpio: { line: GPIO2, mode: hold, pulse: 1s } }
                  c: { when: { label: cat }, gpio: { line: GPIO3, mode: blnk, hold: 5s } }
                  d: { when: { label: cat }, gpio: { line: GPIO4, mode: pulse, pulse: 0s } }
                """, """
                edge-infer.yaml:3:57: rules.a.gpio.hold: "5s" has no effect with mode follow; write mode: hold or remove the key
                edge-infer.yaml:4:70: rules.b.gpio.pulse: "1s" has no effect with mode hold; write mode: pulse or remove the key
                edge-infer.yaml:5:57: rules.c.gpio.mode: "blnk" is not a choice here; did you mean "blink"? (known: follow, pulse, hold, blink, pwm)
                edge-infer.yaml:6:71: rules.d.gpio.pulse: "0s" is out of range; 1ms..24h is allowed""");
    }

    @Test
    void rulesThatFightOverALineNeedPriorities() {
        assertProblems(PORCH + """
                rules:
                  light: { when: { label: cat }, gpio: { line: GPIO1 } }
                  same: { when: { label: cat }, gpio: { line: GPIO1, mode: hold } }
                  alarm: { when: { label: cat }, gpio: { line: GPIO1, mode: blink } }
                  guard: { when: { label: cat }, gpio: { line: GPIO1, state: inactive } }
                  wins: { when: { label: cat }, gpio: { line: GPIO1, state: inactive, priority: 1 } }
                  dim: { when: { label: cat }, gpio: [{ line: GPIO1, mode: pwm, priority: 2 }, { line: GPIO2 }] }
                  dimmer: { when: { label: cat }, gpio: { line: GPIO1, mode: pwm, duty: 0.2, priority: 2 } }
                """, """
                edge-infer.yaml:5:48: rules.alarm.gpio.line: "GPIO1" is fought over with rule "light", which wants it active where this one wants it to blink (on 500 ms, off 500 ms); give the one that is to win a higher priority, such as priority: 1
                edge-infer.yaml:6:48: rules.guard.gpio.line: "GPIO1" is fought over with rule "light", which wants it active where this one wants it inactive; give the one that is to win a higher priority, such as priority: 1
                edge-infer.yaml:9:49: rules.dimmer.gpio.line: "GPIO1" is fought over with rule "dim", which wants it as pwm (50.0 Hz, duty 0.5) where this one wants it as pwm (50.0 Hz, duty 0.2); give the one that is to win a higher priority, such as priority: 3""");
    }

    @Test
    void shapesOfOutputsHaveLimits() {
        assertProblems(PORCH + """
                rules:
                  a: { when: { label: cat }, gpio: { line: GPIO1, mode: blink, on: 5ms, off: 0s } }
                  b: { when: { label: cat }, gpio: { line: GPIO2, mode: pwm, frequency: 1000, duty: 1.5 } }
                  c: { when: { label: cat }, gpio: { line: GPIO3, mode: pwm, frequency: 0, duty: -1 } }
                  d: { when: { label: cat }, gpio: { line: GPIO4, on: 1s, duty: 0.5 } }
                  e: { when: { label: cat }, gpio: { line: GPIO5, mode: blink, state: inactive } }
                  f: { when: { label: cat }, gpio: { line: GPIO6, priority: high, state: off } }
                  g: { when: { label: cat }, gpio: { line: GPIO7, priority: 5000 } }
                """, """
                edge-infer.yaml:3:68: rules.a.gpio.on: "5ms" is out of range; 10ms..24h is allowed
                edge-infer.yaml:3:78: rules.a.gpio.off: "0s" is out of range; 10ms..24h is allowed
                edge-infer.yaml:4:73: rules.b.gpio.frequency: "1000" is out of range; above 0 up to 100 is allowed
                edge-infer.yaml:4:85: rules.b.gpio.duty: "1.5" is out of range; 0..1 is allowed
                edge-infer.yaml:5:73: rules.c.gpio.frequency: "0" is out of range; above 0 up to 100 is allowed
                edge-infer.yaml:5:82: rules.c.gpio.duty: "-1" is out of range; 0..1 is allowed
                edge-infer.yaml:6:55: rules.d.gpio.on: "1s" has no effect with mode follow; write mode: blink or remove the key
                edge-infer.yaml:6:65: rules.d.gpio.duty: "0.5" has no effect with mode follow; write mode: pwm or remove the key
                edge-infer.yaml:7:71: rules.e.gpio.state: "inactive" does not go with mode blink; write mode: follow, pulse or hold, or remove the key
                edge-infer.yaml:8:61: rules.f.gpio.priority: "high" is not an integer; write an integer, such as 10
                edge-infer.yaml:8:74: rules.f.gpio.state: "off" is not a choice here; known: inactive, active
                edge-infer.yaml:9:61: rules.g.gpio.priority: "5000" is out of range; -1000..1000 is allowed""");
    }

    @Test
    void inputsAreCheckedWithTheOutputs() {
        assertProblems(PORCH + """
                gpio:
                  lines: { lamp: { chip: 0, line: 17 }, GPIO4: }
                  inputs:
                    door: { chip: gpiochip0, line: 17 }
                    GPIO4:
                    key: { line: GPIO5, on-active: togle, debounce: 1h, burst: 5s }
                    same: { line: GPIO5 }
                    pir: { on-active: burst, burst: 2h, camera: proch }
                    bell: { line: 6, camera: porch }
                rules:
                  a: { when: { label: cat }, gpio: { line: key } }
                  b: { when: { label: cat }, gpio: { line: GPIO5 } }
                  c: { when: { label: cat }, gpio: { line: gpiochip0/17 } }
                """, """
                edge-infer.yaml:5:5: gpio.inputs.door: is the same line as the output "lamp" of gpio.lines; remove one of them
                edge-infer.yaml:6:5: gpio.inputs.GPIO4: is the same line as the output "GPIO4" of gpio.lines; remove one of them
                edge-infer.yaml:7:36: gpio.inputs.key.on-active: "togle" is not a choice here; did you mean "toggle"? (known: arm, disarm, toggle, burst)
                edge-infer.yaml:7:53: gpio.inputs.key.debounce: "1h" is out of range; 0ms..10s is allowed
                edge-infer.yaml:7:57: gpio.inputs.key.burst: has no effect without a burst; write on-active: burst or remove the key
                edge-infer.yaml:8:5: gpio.inputs.same: is the same line as "key"; remove one of them
                edge-infer.yaml:9:37: gpio.inputs.pir.burst: "2h" is out of range; 100ms..1h is allowed
                edge-infer.yaml:9:49: gpio.inputs.pir.camera: "proch" is not a camera; did you mean "porch"? (known: porch)
                edge-infer.yaml:10:5: gpio.inputs.bell: has the offset 6 but no chip; add chip: gpiochip0, or give the line by its name, such as line: GPIO17
                edge-infer.yaml:10:22: gpio.inputs.bell.camera: has no effect without a burst; write on-active: burst or remove the key
                edge-infer.yaml:12:44: rules.a.gpio.line: "key" is an input; choose another line, or list it in gpio.lines instead of gpio.inputs
                edge-infer.yaml:13:44: rules.b.gpio.line: "GPIO5" is the input "key"; choose another line, or list it in gpio.lines instead of gpio.inputs
                edge-infer.yaml:14:44: rules.c.gpio.line: "gpiochip0/17" is listed as "lamp" in gpio.lines; write line: lamp""");
    }

    private void assertProblems(String text, String expected) {
        Path file = folder.resolve("edge-infer.yaml");
        var e = assertThrows(InvalidDocumentException.class, () -> ConfigFile.parse(file, text));
        assertEquals(expected, e.getMessage().replace(file.toString(), "edge-infer.yaml"));
    }
}
