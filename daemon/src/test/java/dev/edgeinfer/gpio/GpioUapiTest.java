package dev.edgeinfer.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgeinfer.config.LineConfig.Bias;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpioUapiTest {

    /** Numbers by hand from {@code linux/gpio.h}: {@code _IOR/_IOWR(0xB4, number, size)}. */
    @Test
    void requestNumbersAreThoseOfTheKernel() {
        assertEquals(0x8044B401L, GpioUapi.GET_CHIPINFO);
        assertEquals(0xC100B405L, GpioUapi.GET_LINEINFO);
        assertEquals(0xC250B407L, GpioUapi.GET_LINE);
        assertEquals(0xC010B40EL, GpioUapi.LINE_GET_VALUES);
        assertEquals(0xC010B40FL, GpioUapi.LINE_SET_VALUES);
    }

    @Test
    void flagsSayDirectionLevelAndBias() {
        assertEquals(0x008, GpioUapi.outputFlags(false, Bias.AS_IS));
        assertEquals(0x00A, GpioUapi.outputFlags(true, Bias.AS_IS));
        assertEquals(0x108, GpioUapi.outputFlags(false, Bias.PULL_UP));
        assertEquals(0x208, GpioUapi.outputFlags(false, Bias.PULL_DOWN));
        assertEquals(0x40A, GpioUapi.outputFlags(true, Bias.DISABLED));
        assertEquals(0x034, GpioUapi.inputFlags(false, Bias.AS_IS));
        assertEquals(0x136, GpioUapi.inputFlags(true, Bias.PULL_UP));
    }

    /** The same numbers from the header of this machine, by its compiler. */
    @Test
    void everyNumberIsWhatTheCompilerMakesOfTheHeader(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/include/linux/gpio.h")), "no linux/gpio.h (package linux-libc-dev)");
        assumeTrue(Files.exists(Path.of("/usr/bin/cc")), "no C compiler");
        Map<String, Long> ours = ours();
        StringBuilder program = new StringBuilder(
                "#include <linux/gpio.h>\n#include <stddef.h>\n#include <stdio.h>\n#include <sys/ioctl.h>\nint main(void) {\n");
        ours.keySet()
                .forEach(
                        expression -> program.append("printf(\"%%lld\\n\", (long long)(%s));\n".formatted(expression)));
        Path source = Files.writeString(directory.resolve("numbers.c"), program.append("}\n"));
        Path binary = directory.resolve("numbers");
        run("cc", "-Wall", "-Werror", "-o", binary.toString(), source.toString());
        List<String> theirs = run(binary.toString()).lines().toList();

        List<String> expressions = new ArrayList<>(ours.keySet());
        Map<String, Long> header = new LinkedHashMap<>();
        for (int i = 0; i < theirs.size(); i++) {
            header.put(expressions.get(i), Long.parseLong(theirs.get(i)));
        }
        assertEquals(header, ours);
    }

    private static Map<String, Long> ours() {
        Map<String, Long> ours = new LinkedHashMap<>();
        ours.put("GPIO_GET_CHIPINFO_IOCTL", GpioUapi.GET_CHIPINFO);
        ours.put("GPIO_V2_GET_LINEINFO_IOCTL", GpioUapi.GET_LINEINFO);
        ours.put("GPIO_V2_GET_LINE_IOCTL", GpioUapi.GET_LINE);
        ours.put("GPIO_V2_LINE_GET_VALUES_IOCTL", GpioUapi.LINE_GET_VALUES);
        ours.put("GPIO_V2_LINE_SET_VALUES_IOCTL", GpioUapi.LINE_SET_VALUES);
        ours.put("GPIO_MAX_NAME_SIZE", (long) GpioUapi.NAME_SIZE);
        ours.put("GPIO_V2_LINES_MAX", (long) GpioUapi.LINES_MAX);
        ours.put("GPIO_V2_LINE_NUM_ATTRS_MAX", (long) GpioUapi.ATTRIBUTES_MAX);
        ours.put("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", (long) GpioUapi.ATTRIBUTE_OUTPUT_VALUES);
        ours.put("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", (long) GpioUapi.ATTRIBUTE_DEBOUNCE);
        ours.put("GPIO_V2_LINE_EVENT_RISING_EDGE", (long) GpioUapi.EVENT_RISING_EDGE);
        ours.put("GPIO_V2_LINE_EVENT_FALLING_EDGE", (long) GpioUapi.EVENT_FALLING_EDGE);
        ours.put("GPIO_V2_LINE_FLAG_INPUT", GpioUapi.FLAG_INPUT);
        ours.put("GPIO_V2_LINE_FLAG_EDGE_RISING", GpioUapi.FLAG_EDGE_RISING);
        ours.put("GPIO_V2_LINE_FLAG_EDGE_FALLING", GpioUapi.FLAG_EDGE_FALLING);
        ours.put("GPIO_V2_LINE_FLAG_USED", GpioUapi.FLAG_USED);
        ours.put("GPIO_V2_LINE_FLAG_ACTIVE_LOW", GpioUapi.FLAG_ACTIVE_LOW);
        ours.put("GPIO_V2_LINE_FLAG_OUTPUT", GpioUapi.FLAG_OUTPUT);
        ours.put("GPIO_V2_LINE_FLAG_BIAS_PULL_UP", GpioUapi.FLAG_BIAS_PULL_UP);
        ours.put("GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN", GpioUapi.FLAG_BIAS_PULL_DOWN);
        ours.put("GPIO_V2_LINE_FLAG_BIAS_DISABLED", GpioUapi.FLAG_BIAS_DISABLED);
        ours.put("sizeof(struct gpiochip_info)", GpioUapi.CHIP_INFO.byteSize());
        ours.put("sizeof(struct gpio_v2_line_values)", GpioUapi.LINE_VALUES.byteSize());
        ours.put("sizeof(struct gpio_v2_line_attribute)", GpioUapi.LINE_ATTRIBUTE.byteSize());
        ours.put("sizeof(struct gpio_v2_line_config_attribute)", GpioUapi.LINE_CONFIG_ATTRIBUTE.byteSize());
        ours.put("sizeof(struct gpio_v2_line_config)", GpioUapi.LINE_CONFIG.byteSize());
        ours.put("sizeof(struct gpio_v2_line_request)", GpioUapi.LINE_REQUEST.byteSize());
        ours.put("sizeof(struct gpio_v2_line_info)", GpioUapi.LINE_INFO.byteSize());
        for (String member : List.of("name", "label", "lines")) {
            ours.put(
                    "offsetof(struct gpiochip_info, %s)".formatted(member),
                    GpioUapi.offset(GpioUapi.CHIP_INFO, member));
        }
        for (String member : List.of("name", "consumer", "offset", "num_attrs", "flags", "attrs", "padding")) {
            ours.put(
                    "offsetof(struct gpio_v2_line_info, %s)".formatted(member),
                    GpioUapi.offset(GpioUapi.LINE_INFO, member));
        }
        for (String member : List.of("offsets", "consumer", "config", "num_lines", "event_buffer_size", "fd")) {
            ours.put(
                    "offsetof(struct gpio_v2_line_request, %s)".formatted(member),
                    GpioUapi.offset(GpioUapi.LINE_REQUEST, member));
        }
        ours.put("sizeof(struct gpio_v2_line_event)", GpioUapi.LINE_EVENT.byteSize());
        for (String member : List.of("timestamp_ns", "id", "offset", "seqno", "line_seqno", "padding")) {
            ours.put(
                    "offsetof(struct gpio_v2_line_event, %s)".formatted(member),
                    GpioUapi.offset(GpioUapi.LINE_EVENT, member));
        }
        ours.put(
                "offsetof(struct gpio_v2_line_config_attribute, attr.debounce_period_us)",
                GpioUapi.offset(GpioUapi.LINE_CONFIG_ATTRIBUTE, "attr", "values"));
        for (String member : List.of("flags", "num_attrs", "padding", "attrs")) {
            ours.put(
                    "offsetof(struct gpio_v2_line_config, %s)".formatted(member),
                    GpioUapi.offset(GpioUapi.LINE_CONFIG, member));
        }
        for (String member : List.of("id", "values")) {
            ours.put(
                    "offsetof(struct gpio_v2_line_config_attribute, attr.%s)".formatted(member),
                    GpioUapi.offset(GpioUapi.LINE_CONFIG_ATTRIBUTE, "attr", member));
        }
        ours.put(
                "offsetof(struct gpio_v2_line_config_attribute, mask)",
                GpioUapi.offset(GpioUapi.LINE_CONFIG_ATTRIBUTE, "mask"));
        ours.put("offsetof(struct gpio_v2_line_values, bits)", GpioUapi.offset(GpioUapi.LINE_VALUES, "bits"));
        ours.put("offsetof(struct gpio_v2_line_values, mask)", GpioUapi.offset(GpioUapi.LINE_VALUES, "mask"));
        return ours;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
