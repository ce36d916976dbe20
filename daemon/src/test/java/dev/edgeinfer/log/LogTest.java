package dev.edgeinfer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogTest {

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final Log log = new Log(lines::add, LineFormat.JOURNAL, now::get);
    private final Logger logger = log.getLogger("dev.edgeinfer.camera.Camera");

    @Test
    void itIsWhatTheProcessLogsTo() {
        assertEquals(Log.ofProcess(), LoggerFactory.getILoggerFactory());
    }

    @Test
    void theJournalGetsThePriorityOfEachLine() {
        log.level(Level.DEBUG);
        logger.error("a");
        logger.warn("b {}", 1);
        logger.info("c {} {}", 2, 3);
        logger.debug("d");
        logger.trace("e");

        assertEquals(List.of("<3>a\n", "<4>b 1\n", "<6>c 2 3\n", "<7>d\n"), lines);
    }

    @Test
    void aTerminalGetsTimeAndLevel() {
        new Log(lines::add, LineFormat.TERMINAL, now::get)
                .getLogger("dev.edgeinfer.x")
                .info("frames arrive");

        assertTrue(lines.getFirst().matches("\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d INFO frames arrive\n"), lines.getFirst());
    }

    @Test
    void theLevelCanChangeAtAnyTimeAndAVerboseProcessStaysVerbose() {
        logger.debug("no");
        log.level(Level.WARN);
        logger.info("no");
        log.level(Level.INFO);
        logger.info("yes");
        log.verbose(true);
        log.level(Level.ERROR);
        logger.debug("yes");

        assertEquals(List.of("<6>yes\n", "<7>yes\n"), lines);
    }

    @Test
    void librariesSpeakWhenSomethingIsWrongWhateverOurLevel() {
        log.level(Level.DEBUG);
        log.getLogger("io.helidon.webserver").info("no");
        log.getLogger("com.pi4j.boardinfo.util").error("no");
        log.level(Level.ERROR);
        log.getLogger("io.helidon.webserver").warn("yes");

        assertEquals(List.of("<4>yes\n"), lines);
    }

    @Test
    void aFactIsOneLineWhateverStandsInIt() {
        logger.info("camera \"{}\"", "a\n<0>forged\u001b[31m");

        assertEquals(List.of("<6>camera \"a\\u000a<0>forged\\u001b[31m\"\n"), lines);
    }

    @Test
    void anExceptionIsFoldedIntoItsLine() {
        var cause = new IllegalStateException("the cable\nis out");
        logger.error("camera \"{}\" failed", "porch", new RuntimeException("no frame", cause));

        String line = lines.getFirst();
        assertEquals(1, line.lines().count());
        assertTrue(
                line.startsWith("<3>camera \"porch\" failed: java.lang.RuntimeException: no frame at LogTest."), line);
        assertTrue(
                line.contains("; caused by java.lang.IllegalStateException: the cable\\u000ais out at LogTest."), line);
    }

    @Test
    void atLevelDebugTheWholeTraceFollowsEachLineWithAPriority() {
        log.level(Level.DEBUG);
        logger.error("failed", new RuntimeException("no frame"));

        List<String> written = lines.getFirst().lines().toList();
        assertEquals("<3>failed", written.getFirst());
        assertEquals("<3>java.lang.RuntimeException: no frame", written.get(1));
        assertTrue(written.stream().allMatch(line -> line.startsWith("<3>")), lines.getFirst());
    }

    @Test
    void secretsAreMaskedInTextAndTrace() {
        log.mask(text -> text.replace("s3cret", "***"));
        logger.info("rtsp://admin:{}@camera", "s3cret");
        logger.error("failed", new RuntimeException("s3cret"));

        assertEquals("<6>rtsp://admin:***@camera\n", lines.getFirst());
        assertTrue(lines.stream().noneMatch(line -> line.contains("s3cret")), lines.toString());
    }

    @Test
    void aFloodIsCutAndSaysByHowMuch() {
        for (int i = 0; i < RepeatLimit.BURST + 12; i++) {
            logger.error("{} failed", i);
        }
        logger.info("another fact");
        assertEquals(RepeatLimit.BURST + 1, lines.size());

        now.addAndGet(RepeatLimit.NANOS_A_LINE);
        logger.error("{} failed", "at last");

        assertEquals("<3>at last failed (12 like it were left out)\n", lines.getLast());
    }

    @Test
    void whatIsSaidOnceASecondIsNeverCut() {
        for (int i = 0; i < 1000; i++) {
            logger.info("{} → {}", "GPIO17", i % 2);
            now.addAndGet(RepeatLimit.NANOS_A_LINE);
        }

        assertEquals(1000, lines.size());
    }

    @Test
    void manyStatementsAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            logger.info("fact " + i);
        }

        assertEquals(10_000, lines.size());
    }
}
