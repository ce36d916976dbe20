package dev.edgeinfer.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.edgeinfer.event.Armed;
import dev.edgeinfer.event.LineOverride;
import dev.edgeinfer.mqtt.MqttStatus.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private final Armed armed = new Armed(false);
    private final List<String> done = new ArrayList<>();
    private final Topics topics = Topics.of("edge-infer", "board-7");
    private final Commands commands = new Commands(
            topics,
            armed,
            Optional.of(new LineOverride() {
                @Override
                public void override(String line, boolean active, Optional<Duration> timeout, String by) {
                    done.add(line + " " + active + " "
                            + timeout.map(Duration::toMillis).orElse(0L));
                }

                @Override
                public void release(String line, String by) {
                    if (line.equals("gone")) {
                        throw new IllegalArgumentException("there is no such line");
                    }
                    done.add(line + " auto");
                }
            }),
            Set.of("GPIO17", "gpiochip0/4", "gone"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ON                                    | GPIO17 true 0
            `  off  `                             | GPIO17 false 0
            AUTO                                  | GPIO17 auto
            {"state": "ON"}                       | GPIO17 true 0
            {"state": "off", "timeoutMs": 1500}   | GPIO17 false 1500
            {"state": "auto"}                     | GPIO17 auto
            {"state": "ON", "timeoutMs": null}    | GPIO17 true 0
            """)
    void aLineIsHeldOrGivenBack(String payload, String expected) {
        commands.received(topics.lineCommand("GPIO17"), bytes(payload), false);
        assertEquals(List.of(expected), done);
        assertEquals(Map.of(), commands.rejected());
    }

    @Test
    void aLineWithASlashHasATopicToo() {
        commands.received("edge-infer/board-7/gpio/gpiochip0_4/set", bytes("ON"), false);
        assertEquals(List.of("gpiochip0/4 true 0"), done);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "true",
                "ONN",
                "null",
                "{",
                "{}",
                "[]",
                "\"ON\"",
                "{\"state\": null}",
                "{\"state\": 1}",
                "{\"state\": \"ON\"} x",
                "{\"state\": \"ON\", \"state\": \"OFF\"}",
                "{\"state\": \"ON\", \"timeout\": 5}",
                "{\"state\": \"ON\", \"timeoutMs\": 0}",
                "{\"state\": \"ON\", \"timeoutMs\": -1}",
                "{\"state\": \"ON\", \"timeoutMs\": 1.5}",
                "{\"state\": \"ON\", \"timeoutMs\": \"5\"}",
                "{\"state\": \"ON\", \"timeoutMs\": 86400001}",
                "{\"state\": \"ON\", \"timeoutMs\": 99999999999999999999}",
                "{\"state\": \"AUTO\", \"timeoutMs\": 5}"
            })
    void whatIsMalformedIsCounted(String payload) {
        commands.received(topics.lineCommand("GPIO17"), bytes(payload), false);
        assertEquals(List.of(), done);
        assertEquals(Map.of(Rejection.MALFORMED, 1L), commands.rejected());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"armed\": \"true\"}",
                "{\"armed\": 1}",
                "{\"armed\": null}",
                "{}",
                "{\"armed\": true, \"by\": \"me\"}",
                "AUTO"
            })
    void armingTakesABooleanOnly(String payload) {
        commands.received(topics.armedCommand(), bytes(payload), false);
        assertEquals(false, armed.isArmed());
        assertEquals(Map.of(Rejection.MALFORMED, 1L), commands.rejected());
    }

    @Test
    void whatIsForNobodyIsCounted() {
        commands.received(topics.lineCommand("GPIO18"), bytes("ON"), false);
        commands.received(topics.lineCommand("gone"), bytes("AUTO"), false);
        commands.received("elsewhere", bytes("ON"), false);
        assertEquals(Map.of(Rejection.UNKNOWN, 3L), commands.rejected());
    }

    @Test
    void noNoiseIsObeyedOrThrows() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            if (random.nextBoolean() && noise.length > 0) {
                noise[0] = '{';
            }
            commands.received(topics.lineCommand("GPIO17"), noise, false);
        }
        assertEquals(List.of(), done);
        assertEquals(Map.of(Rejection.MALFORMED, 20_000L), commands.rejected());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
